import { SignInNeeded } from '../failure.ts';
import type { OAuthSignIn } from '../stored/sign-ins.ts';
import type { SignInStore } from '../stored/store.ts';
import { hostOf } from './origin.ts';
import type { Send } from './send.ts';

/**
 * Returns a sign-in with a new access token. Of several processes that need one at once, one refreshes and the others
 * take what it has stored, because a refresh token works once: using it again later ends the sign-in (RFC 9700 4.14.2).
 * @param known the tokens that no longer work
 * @throws SignInNeeded if the sign-in has ended; CommandFailure if the file cannot be changed, or nothing answers, in
 * which case the refresh token was kept
 */
export async function refreshSignIn(
  store: SignInStore,
  send: Send,
  origin: URL,
  known: OAuthSignIn,
): Promise<OAuthSignIn> {
  return store.change<OAuthSignIn>(async (signIns) => {
    const signIn = signIns.byOrigin[origin.origin];
    if (!signIn || !('oauth' in signIn)) throw ended(origin);
    if (signIn.oauth.accessToken !== known.accessToken) return { signIns: null, result: signIn.oauth };
    const { refreshTokens } = await import('../sign-in/oauth-client.ts');
    const oauth = await refreshTokens(send, origin, signIn.oauth);
    if (!oauth) throw ended(origin);
    const byOrigin = { ...signIns.byOrigin, [origin.origin]: { ...signIn, oauth } };
    return { signIns: { ...signIns, byOrigin }, result: oauth };
  });
}

function ended(origin: URL): SignInNeeded {
  const host = hostOf(origin);
  return new SignInNeeded(`your sign-in at ${host} has ended: run spedy login --host ${host}`);
}
