import type { Provenance } from '../../audit/provenance.ts';
import type { Client, GrantTypeName } from '../clients/client.ts';
import type { Issuer, OAuthContext } from '../endpoint.ts';
import type { TokenResponse } from '../issue.ts';
import type { Parameters } from '../parameters.ts';

/** A request at the token endpoint, its client authenticated. */
export type TokenRequest = {
  readonly issuer: Issuer;
  readonly client: Client;
  readonly parameters: Parameters;
  /** Without an actor: whose grant it is comes out of the value that is presented. */
  readonly from: Provenance;
};

/** A way to obtain tokens (RFC 6749 4 and 6, RFC 8628 3.4). */
export type GrantType = {
  readonly grantType: GrantTypeName;
  /** The parameters that it reads. */
  readonly parameters: readonly string[];
  /** @throws OAuthError as the grant's own section says */
  readonly handle: (context: OAuthContext, request: TokenRequest) => Promise<TokenResponse>;
};

/** The provenance of what a client does for a member: the member's, through the grant. */
export function throughGrant(from: Provenance, userId: string, grantId: string): Provenance {
  const actor = { kind: 'member', userId, credentialKind: 'oauth', credentialId: grantId } as const;
  return { ...from, actor };
}
