import { CommandFailure, SignInNeeded } from '../failure.ts';
import type { SignIn } from '../stored/sign-ins.ts';
import { SignInStore } from '../stored/store.ts';
import { chooseHost } from './choose-host.ts';
import { hostOf } from './origin.ts';
import { refreshSignIn } from './refresh.ts';
import { type Send, senderOf } from './send.ts';

/** Where a credential comes from: the environment, `login --with-token`, an OAuth sign-in, or a password. */
export type Source = 'environment' | 'token' | 'oauth' | 'session';

/** A credential at one organization. */
export type Credential = {
  readonly origin: URL;
  readonly source: Source;
  readonly send: Send;
  /** The sign-in; null for SPEDY_TOKEN. */
  readonly signIn: SignIn | null;
  /** The headers that authenticate a request. Refreshes an OAuth access token that has expired. */
  readonly headers: () => Promise<Authentication>;
  /**
   * The headers after the server has rejected the last ones. Null if there are no others.
   * @throws SignInNeeded if the sign-in has ended
   */
  readonly renewed: () => Promise<Authentication | null>;
};
type Authentication = Readonly<Record<string, string>>;

/**
 * Finds the credential of a command: SPEDY_TOKEN, else the stored sign-in.
 * @throws SignInNeeded; UsageError; CommandFailure if the file of sign-ins cannot be read
 */
export async function findCredential(env: NodeJS.ProcessEnv, host: string | undefined): Promise<Credential> {
  const store = new SignInStore(env);
  const send = senderOf(env);
  const signIns = await store.read();
  const origin = chooseHost(env, host, signIns);
  const token = env.SPEDY_TOKEN?.trim();
  if (token) return { ...fixed(requireSendable(token)), origin, source: 'environment', send, signIn: null };
  const signIn = signIns.byOrigin[origin.origin];
  if (!signIn)
    throw new SignInNeeded(
      `nobody is signed in at ${hostOf(origin)}: run spedy login --host ${hostOf(origin)}, or set SPEDY_TOKEN`,
    );
  if ('token' in signIn) return { ...fixed(signIn.token), origin, source: 'token', send, signIn };
  let current = signIn.oauth;
  const refresh = async () => {
    current = await refreshSignIn(store, send, origin, current);
    return bearer(current.accessToken);
  };
  return {
    origin,
    source: 'oauth',
    send,
    signIn,
    headers: async () => (current.expiresAt > Date.now() ? bearer(current.accessToken) : refresh()),
    renewed: refresh,
  };
}

function fixed(token: string): Pick<Credential, 'headers' | 'renewed'> {
  return { headers: async () => bearer(token), renewed: async () => null };
}

function bearer(token: string): Authentication {
  return { authorization: `Bearer ${token}` };
}

/** @throws CommandFailure if the token cannot be a header's value */
export function requireSendable(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure('the token contains invalid characters: copy it again');
}
