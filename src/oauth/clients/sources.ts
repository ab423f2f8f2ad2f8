import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import { assertionChecker } from './authentication/assertion.ts';
import { ClientKeySets } from './authentication/key-sets.ts';
import { ClientDocuments } from './documents/documents.ts';
import { clientFinder } from './find.ts';
import type { KeySources } from './registration/registration.ts';
import { FetchBudget } from './remote/fetch-budget.ts';

type Options = {
  readonly db: Database;
  readonly keys: KeyRing;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether metadata documents and keys are fetched from clients' servers. */
  readonly fetches: boolean;
  /** Whether they may come from loopback over http, for development. */
  readonly allowLoopback: boolean;
};

/** Creates what finds and authenticates clients. All remote fetches share one budget. */
export function clientSources({ db, keys, now, fetches, allowLoopback }: Options) {
  const budget = new FetchBudget();
  const documents = fetches ? new ClientDocuments(allowLoopback, now, { budget }) : null;
  const keySets = fetches ? new ClientKeySets(allowLoopback, now, { budget }) : null;
  const findClient = clientFinder({ db, keys, documents });
  const keySources: KeySources = { canFetch: fetches, allowLoopback };
  return { findClient, keySources, checkAssertion: assertionChecker({ db, now, findClient, keySets }) };
}
