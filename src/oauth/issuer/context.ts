import type { Limits } from '../../contract/limits/limits.ts';
import type { Lifetimes, Settings } from '../../contract/settings.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { CacheRows, NewestChanges } from '../../principals/cached-credentials.ts';
import type { FindRow } from '../../principals/cached-rows.ts';
import type { Organization } from '../../principals/principal.ts';
import type { FindCredential } from '../../principals/verify.ts';
import type { Database } from '../../storage/database.ts';
import type { ApplicationRow } from '../clients/application-queries.ts';
import type { GrantTypeDefinition } from '../clients/grant-types.ts';
import { type ClientSources, clientSources } from '../clients/lookup/client-sources.ts';
import { type RefreshBatches, refreshBatches } from '../records/refresh-queries.ts';

/** What the server's services contribute. */
type ServerServices = {
  readonly db: Database;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly keys: KeyRing;
  readonly limits: Limits;
  /** Finds the principal of a credential. */
  readonly find: FindCredential;
  /** Creates a cache of rows that the change feed keeps current. */
  readonly cacheRows: CacheRows;
  /** The newest changes of access. */
  readonly changes: NewestChanges;
  /** Runs a sweep by its name soon. */
  readonly sweepSoon: (name: string) => void;
};

/** What the endpoints of the authorization server use. */
export type OAuthContext = ServerServices &
  ClientSources & {
    readonly cachedOrganization: FindRow<Organization>;
    readonly grantTypes: readonly GrantTypeDefinition[];
    readonly lifetimes: Lifetimes;
    /** Makes refreshes of concurrent clients together; null if each has a transaction of its own. */
    readonly refreshes: RefreshBatches | null;
    /** Whether a client can identify itself by a metadata document. */
    readonly clientMetadataDocuments: boolean;
  };

/** Creates the context. All endpoints share it, with its cache of metadata documents and key sets. */
export function oauthContext(
  {
    db,
    now,
    keys,
    limits,
    find,
    cacheRows,
    changes,
    sweepSoon,
    settings,
  }: ServerServices & { readonly settings: Settings },
  grantTypes: readonly GrantTypeDefinition[],
): OAuthContext {
  const { clientMetadataDocuments, allowLoopbackClientMetadata: allowLoopback } = settings;
  const cachedApplication = cacheRows<ApplicationRow>();
  const sources = {
    db,
    keys,
    limits,
    now,
    grantTypes,
    cachedApplication,
    canFetch: clientMetadataDocuments,
    allowLoopback,
  };
  return {
    db,
    now,
    keys,
    limits,
    find,
    cacheRows,
    changes,
    sweepSoon,
    cachedOrganization: cacheRows<Organization>(),
    grantTypes,
    clientMetadataDocuments,
    ...clientSources(sources),
    lifetimes: settings.oauth,
    refreshes: refreshBatches(db),
  };
}
