import type { Lifetimes } from '../../contract/settings.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import type { CheckAssertion } from '../clients/authentication/assertion.ts';
import type { ClientHome, FindClient } from '../clients/client.ts';

/** What every endpoint of the authorization server uses. */
export type OAuthContext = {
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly findClient: FindClient;
  readonly checkAssertion: CheckAssertion;
  readonly keys: KeyRing;
  readonly lifetimes: Lifetimes;
  /** Whether a client can identify itself by a metadata document. */
  readonly clientMetadataDocuments: boolean;
};

/** The authorization server of an organization, identified by its origin (RFC 8414 2). */
export type Issuer = ClientHome & {
  readonly slug: string;
  readonly name: string;
  /** The issuer identifier that the client uses, and the `iss` of responses to it. */
  readonly origin: string;
  /** All origins of the organization. Each is an issuer with the same clients and connections. */
  readonly origins: readonly string[];
};
