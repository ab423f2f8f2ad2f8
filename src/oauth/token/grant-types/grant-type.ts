import type { GrantTypeDefinition } from '../../clients/grant-types.ts';
import type { ClientRequest } from '../../issuer/client-request.ts';
import type { OAuthContext } from '../../issuer/context.ts';
import type { TokenResponse } from './schema.ts';

/** How a client gets tokens. Each file here defines one grant type completely; `list.ts` has all of them. */
export type GrantType = GrantTypeDefinition & {
  /** What a client exchanges for tokens, and the section that says how, for the API reference. */
  readonly exchanges: string;
  readonly rfc: number;
  readonly section: string;
  /** The parameters that `handle` reads. */
  readonly parameters: readonly string[];
  /** @throws OAuthError as the RFC section of the grant type defines */
  readonly handle: (context: OAuthContext, request: ClientRequest) => Promise<TokenResponse>;
};
