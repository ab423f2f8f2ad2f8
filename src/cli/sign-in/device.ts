import * as openid from 'openid-client';
import type { Send } from '../connection/send.ts';
import type { OAuthSignIn } from '../stored/sign-ins.ts';
import { describeOAuthError, registerClient, signInOf } from './oauth-client.ts';

type Options = {
  readonly send: Send;
  readonly origin: URL;
  readonly scope: string | null;
  readonly computer: string;
  /** Shows the person the code, and the address where to enter it. */
  readonly show: (code: string, address: string) => void;
};

/** Signs in with a browser of any machine, where the person enters a code (RFC 8628). @throws CommandFailure */
export async function signInByDevice({ send, origin, scope, computer, show }: Options): Promise<OAuthSignIn> {
  const server = await registerClient(send, origin, computer);
  try {
    const device = await openid.initiateDeviceAuthorization(server, scope === null ? {} : { scope });
    show(device.user_code, device.verification_uri);
    return signInOf(
      server.clientMetadata().client_id,
      await openid.pollDeviceAuthorizationGrant(server, device),
    );
  } catch (error) {
    throw describeOAuthError(error, origin);
  }
}
