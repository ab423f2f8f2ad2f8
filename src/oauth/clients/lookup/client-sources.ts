import type { Limits } from '../../../contract/limits/limits.ts';
import type { KeyRing } from '../../../credentials/keys/key-ring.ts';
import type { FindRow } from '../../../principals/cached-rows.ts';
import type { Database } from '../../../storage/database.ts';
import type { ApplicationRow } from '../application-queries.ts';
import { assertionChecker, type CheckAssertion } from '../authentication/assertion.ts';
import { ClientKeySets } from '../authentication/key-sets.ts';
import type { FindClient } from '../client.ts';
import { ClientDocuments } from '../documents/documents.ts';
import type { GrantTypeDefinition } from '../grant-types.ts';
import type { KeySources } from '../registration/registration.ts';
import { defaultBudget, FetchBudget } from '../remote/fetch-budget.ts';
import { clientFinder } from './find-client.ts';

/** What finds and authenticates clients. */
export type ClientSources = {
  readonly findClient: FindClient;
  readonly checkAssertion: CheckAssertion;
  readonly keySources: KeySources;
};

type Options = KeySources & {
  readonly db: Database;
  readonly keys: KeyRing;
  readonly limits: Limits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of the server. */
  readonly grantTypes: readonly GrantTypeDefinition[];
  readonly cachedApplication: FindRow<ApplicationRow>;
};

/** Creates what finds and authenticates clients. All remote fetches share one budget. */
export function clientSources({
  db,
  keys,
  limits,
  now,
  grantTypes,
  cachedApplication,
  canFetch,
  allowLoopback,
}: Options): ClientSources {
  const budget = new FetchBudget(defaultBudget, limits);
  const documents = canFetch ? new ClientDocuments(allowLoopback, grantTypes, now, { budget }) : null;
  const keySets = canFetch ? new ClientKeySets(allowLoopback, now, { budget }) : null;
  const findClient = clientFinder({ db, keys, grantTypes, documents, cachedApplication });
  return {
    findClient,
    checkAssertion: assertionChecker({ db, limits, now, findClient, keySets }),
    keySources: { canFetch, allowLoopback },
  };
}
