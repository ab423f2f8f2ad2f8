import * as openid from 'openid-client';
import type { Send } from '../connection/send.ts';
import type { OAuthSignIn } from '../stored/sign-ins.ts';
import { listenForCallback } from './callback.ts';
import { describeOAuthError, registerClient, signInOf } from './oauth-client.ts';

type Options = {
  readonly send: Send;
  readonly origin: URL;
  readonly scope: string | null;
  readonly computer: string;
  /** Shows an address to the person, and opens it if it can. */
  readonly show: (address: string) => Promise<void>;
};

/**
 * Signs in with the browser of this machine: authorization code with PKCE to a loopback address (RFC 8252). Checks the
 * state and the issuer of the answer (RFC 9207).
 * @throws CommandFailure
 */
export async function signInByBrowser({
  send,
  origin,
  scope,
  computer,
  show,
}: Options): Promise<OAuthSignIn> {
  const server = await registerClient(send, origin, computer);
  const callback = await listenForCallback();
  try {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const address = openid.buildAuthorizationUrl(server, {
      redirect_uri: callback.redirectUri,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(scope === null ? {} : { scope }),
    });
    const received = callback.receive(state, (answer) =>
      openid.authorizationCodeGrant(server, answer, { pkceCodeVerifier: verifier, expectedState: state }),
    );
    await Promise.race([received, show(address.href).then(() => received)]);
    return signInOf(server.clientMetadata().client_id, await received);
  } catch (error) {
    throw describeOAuthError(error, origin);
  } finally {
    callback.close();
  }
}
