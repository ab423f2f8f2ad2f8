import { failureOfAnswer } from '../connection/answer.ts';
import { hostOf } from '../connection/origin.ts';
import type { Send } from '../connection/send.ts';
import { CommandFailure } from '../failure.ts';
import { type Fields, parseObject, parseString } from '../stored/parse.ts';

/** Who a credential acts as (`GET /api/v1/me`). */
export type Me = {
  readonly name: string;
  readonly email: string;
  /** The organization's slug. */
  readonly organization: string;
  readonly organizationName: string;
  readonly plan: string;
  readonly role: string;
  readonly authentication: Fields;
  /** The answer as it came. */
  readonly json: Fields;
};

/** @throws CommandFailure if the credential does not work at this host */
export async function readMe(send: Send, origin: URL, token: string): Promise<Me> {
  const answer = await send(new URL('/api/v1/me', origin), { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw await failureOfAnswer(answer, { origin, source: 'new' });
  return parseMe(await answer.json(), origin);
}

/** @throws CommandFailure if the answer does not have the form of the API */
export function parseMe(body: unknown, origin: URL): Me {
  try {
    const json = parseObject(body, 'the answer');
    const user = parseObject(json.user, 'user');
    const organization = parseObject(json.organization, 'organization');
    return {
      name: parseString(user.name, 'name'),
      email: parseString(user.email, 'email'),
      organization: parseString(organization.slug, 'slug'),
      organizationName: parseString(organization.name, 'name'),
      plan: parseString(organization.plan, 'plan'),
      role: parseString(json.role, 'role'),
      authentication: parseObject(json.authentication, 'authentication'),
      json,
    };
  } catch {
    throw new CommandFailure(`${hostOf(origin)} does not answer as a Spedy server does: check the host`);
  }
}
