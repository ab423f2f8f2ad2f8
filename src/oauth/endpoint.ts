import type { KeyRing } from '../credentials/keys/key-ring.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { ClientHome, FindClient } from './clients/client.ts';
import type { CheckAssertion } from './clients/keys/assertion.ts';

/** How long OAuth's values live, in seconds. */
export type Lifetimes = {
  readonly code: number;
  readonly access: number;
  readonly refresh: number;
  /** From the member's consent to the end of a grant, however often it is refreshed. */
  readonly grant: number;
  /** How long a spent refresh token still gets its successor. */
  readonly refreshGrace: number;
};

/** What every endpoint of the authorization server works with. */
export type OAuthContext = RouteContext & {
  readonly findClient: FindClient;
  readonly checkAssertion: CheckAssertion;
  readonly keys: KeyRing;
  readonly lifetimes: Lifetimes;
  /** Whether clients may be known by a metadata document. */
  readonly clientMetadataDocuments: boolean;
};

/** The authorization server that a request came to: one for each organization, named by its origin (RFC 8414 2). */
export type Issuer = ClientHome & {
  readonly slug: string;
  readonly name: string;
  /** What the client knows it by: `iss` of its answers. */
  readonly origin: string;
  /** Every origin that the organization has. Each is an issuer of its own name, over the same clients and grants. */
  readonly origins: readonly string[];
};
