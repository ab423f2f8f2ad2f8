import { chooseHost } from '../connection/choose-host.ts';
import { hostOf } from '../connection/origin.ts';
import { NoAnswer, senderOf } from '../connection/send.ts';
import { CommandFailure, SignInNeeded } from '../failure.ts';
import { withoutSignIn } from '../stored/sign-ins.ts';
import { SignInStore } from '../stored/store.ts';
import { printResult, type Terminal } from '../terminal.ts';
import type { LogoutOptions } from './options.ts';

/**
 * Ends a sign-in at the server and forgets it.
 * @throws SignInNeeded if there is none; CommandFailure if the server does not answer: the sign-in was kept
 */
export async function logOut(terminal: Terminal, options: LogoutOptions): Promise<void> {
  const { env, stderr } = terminal;
  const store = new SignInStore(env);
  const origin = chooseHost({ ...env, SPEDY_TOKEN: undefined }, options.host, await store.read());
  const host = hostOf(origin);
  const ended = await store.change(async (signIns) => {
    const signIn = signIns.byOrigin[origin.origin];
    if (!signIn) throw new SignInNeeded(`nobody is signed in at ${host}`);
    const ends = 'oauth' in signIn && !options.local;
    if (ends) {
      const { revokeSignIn } = await import('./oauth-client.ts');
      await revokeSignIn(senderOf(env), origin, signIn.oauth).catch((error: unknown) => {
        throw keptBecause(error);
      });
    }
    return { signIns: withoutSignIn(signIns, origin.origin), result: { email: signIn.email, ends } };
  });
  printResult(terminal, options, { host, email: ended.email, revoked: ended.ends }, [
    ended.ends
      ? `Signed out ${ended.email} at ${host}.`
      : `Forgot the credential of ${ended.email} at ${host}. It still works until it expires or you end it in the dashboard.`,
  ]);
  if (env.SPEDY_TOKEN) stderr.write('Note: SPEDY_TOKEN is set, and commands still use it.\n');
}

function keptBecause(error: unknown): unknown {
  if (!(error instanceof NoAnswer)) return error;
  return new CommandFailure(
    `${error.message}. You are still signed in; spedy logout --local forgets the sign-in without the server`,
  );
}
