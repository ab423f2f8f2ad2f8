import { assertion, createPasskey, type SoftwarePasskey } from './software-authenticator.ts';
import type { Member, World } from './world.ts';

const path = '/api/v1/me/passkeys';

/** The origin of an organization's pages in a world. */
export const originAt = (organization: string) => `http://${organization}.localhost:3000`;

/** Registers a passkey in a session, and returns it with the response. */
export async function addPasskey(
  world: World,
  { organization }: Pick<Member, 'organization'>,
  cookie: string,
  options: { counter?: number | null; verifiesUser?: boolean; name?: string } = {},
) {
  const call = { at: organization, cookie };
  const begun = await world.send('POST', `${path}/options`, call);
  if (begun.status !== 200) throw new Error(`cannot begin: ${begun.text}`);
  const { passkey, response } = createPasskey(begun.body, originAt(organization), options);
  const body = { name: options.name ?? 'Laptop', response };
  const added = await world.send('POST', path, { ...call, body });
  if (added.status !== 201) throw new Error(`cannot register: ${added.text}`);
  return { passkey, id: String(added.body.id), added: added.body };
}

/** Returns a challenge for a sign-in. */
export async function signInChallenge(world: World, at: string, body: object = {}): Promise<string> {
  const { body: options } = await world.send('POST', '/api/v1/auth/passkey/options', { at, body });
  return options.challenge;
}

/** Signs in with a passkey, whatever the answer is. */
export async function signInWith(world: World, passkey: SoftwarePasskey, at = 'acme-corp', headers = {}) {
  const body = { response: assertion(passkey, await signInChallenge(world, at)) };
  return world.send('POST', '/api/v1/auth/passkey', { at, body, headers });
}

/** Returns the session cookie that a response sets. */
export function cookieOf(answer: { readonly headers: Readonly<Record<string, string | undefined>> }): string {
  return answer.headers['set-cookie']?.split(';')[0] ?? '';
}
