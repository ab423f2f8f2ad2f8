import type { Lifetimes, Settings } from '../../contract/settings.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { FindCredential } from '../../principals/verify.ts';
import type { Database } from '../../storage/database.ts';
import type { GrantTypeDefinition } from '../clients/grant-types.ts';
import { type ClientSources, clientSources } from '../clients/lookup/client-sources.ts';

/** What the server's services contribute. */
type ServerServices = {
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly keys: KeyRing;
  /** Finds the principal of a credential. */
  readonly find: FindCredential;
};

/** What the endpoints of the authorization server use. */
export type OAuthContext = ServerServices &
  ClientSources & {
    readonly grantTypes: readonly GrantTypeDefinition[];
    readonly lifetimes: Lifetimes;
    /** Whether a client can identify itself by a metadata document. */
    readonly clientMetadataDocuments: boolean;
  };

/** Creates the context. All endpoints share it, with its cache of metadata documents and key sets. */
export function oauthContext(
  { db, now, keys, find, settings }: ServerServices & { readonly settings: Settings },
  grantTypes: readonly GrantTypeDefinition[],
): OAuthContext {
  const { clientMetadataDocuments, allowLoopbackClientMetadata: allowLoopback } = settings;
  const sources = { db, keys, now, grantTypes, canFetch: clientMetadataDocuments, allowLoopback };
  return {
    db,
    now,
    keys,
    find,
    grantTypes,
    clientMetadataDocuments,
    ...clientSources(sources),
    lifetimes: settings.oauth,
  };
}
