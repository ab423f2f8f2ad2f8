import type { ChangeOrigin } from '../../../contract/change-origin.ts';
import type { Client, GrantTypeName } from '../../clients/client.ts';
import type { Issuer, OAuthContext } from '../../issuer/context.ts';
import type { Parameters } from '../../protocol/parameters.ts';
import type { TokenResponse } from '../issue.ts';

/** A request to the token endpoint, with its client authenticated. */
export type TokenRequest = {
  readonly issuer: Issuer;
  readonly client: Client;
  readonly parameters: Parameters;
  /** Without an actor: the presented code or token determines the member. */
  readonly from: ChangeOrigin;
};

/** How a client obtains tokens (RFC 6749 4 and 6, RFC 8628 3.4). */
export type GrantType = {
  readonly grantType: GrantTypeName;
  /** The parameters that `handle` reads. */
  readonly parameters: readonly string[];
  /** @throws OAuthError as the RFC section of the grant type defines */
  readonly handle: (context: OAuthContext, request: TokenRequest) => Promise<TokenResponse>;
};

/** Returns the origin of a change that a client makes for a member through a connection. */
export function throughConnection(from: ChangeOrigin, userId: string, connectionId: string): ChangeOrigin {
  const actor = { kind: 'member', userId, credentialKind: 'oauth', credentialId: connectionId } as const;
  return { ...from, actor };
}
