import { CommandFailure } from '../failure.ts';
import { UnexpectedForm } from '../stored/parse.ts';
import { failureOfAnswer } from './answer.ts';
import type { Credential } from './credential.ts';
import { hostOf } from './origin.ts';
import { NoAnswer, type SendOptions } from './send.ts';

type Request = SendOptions & {
  /** Parameters of the query; those that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** A value that is sent as JSON. */
  readonly json?: unknown;
};

/** Sends a request with a credential, which is renewed once if the server no longer accepts it. */
export async function sendWith(
  credential: Credential,
  method: string,
  path: string,
  { query = {}, json, headers = {}, ...rest }: Request = {},
): Promise<Response> {
  const url = new URL(path, credential.origin);
  // No caller has such a path; a mistake in one must not send the credential elsewhere.
  if (url.origin !== credential.origin.origin) throw new Error(`the path ${path} leads to another host`);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.append(name, String(value));
  const send = (authentication: Readonly<Record<string, string>>) =>
    credential.send(url, {
      ...rest,
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...authentication,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  const answer = await send(await credential.headers());
  if (answer.status !== 401) return answer;
  const renewed = await credential.renewed();
  return renewed === null ? answer : send(renewed);
}

/**
 * Sends a request and parses its answer.
 * @throws CommandFailure for any answer that is not a success
 */
export async function callApi<Result>(
  credential: Credential,
  method: string,
  path: string,
  parse: (body: unknown) => Result,
  request: Request = {},
): Promise<Result> {
  const answer = await sendWith(credential, method, path, request).catch((error: unknown) => {
    if (method === 'GET' || !(error instanceof NoAnswer)) throw error;
    throw new CommandFailure(`${error.message}. Check whether it was done before you repeat it`);
  });
  if (!answer.ok) throw await failureOfAnswer(answer, credential, path);
  try {
    return parse(answer.status === 204 ? null : await answer.json());
  } catch (error) {
    if (!(error instanceof UnexpectedForm || error instanceof SyntaxError)) throw error;
    throw new CommandFailure(
      `${hostOf(credential.origin)} gave an answer that this version does not understand (${error.message}): update spedy`,
    );
  }
}
