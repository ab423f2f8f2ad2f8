import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import type { Asker } from '../remote/fetch-budget.ts';
import type { Client, ClientHome, FindClient } from './client.ts';
import { isRegisteredClientId, openClientId } from './client-id.ts';
import { ClientProblem } from './client-problem.ts';
import type { ClientDocuments } from './documents.ts';
import { isDocumentClientId } from './metadata-document.ts';
import { findClientRow, parseClient } from './queries.ts';

type Sources = {
  readonly db: Database;
  readonly keys: KeyRing;
  /** Null where the server reads none. */
  readonly documents: ClientDocuments | null;
};

/**
 * Finds clients of both kinds. What `FindClient` gives may throw `ClientProblem` where `fresh` is true: a sentence for
 * the person at the authorize page. Not inside a transaction: it reads the database, and strangers' servers.
 */
export function clientFinder(sources: Sources): FindClient {
  return async (home, clientId, fresh) => {
    if (isRegisteredClientId(clientId)) return findRegistered(sources, home, clientId);
    if (isDocumentClientId(clientId)) return findDocumented(sources, home, clientId, fresh);
    return null;
  };
}

/**
 * A registered client stays one whatever the policy says by now: it came while it might. One that a member has allowed
 * has a row that says the same as its id, and is good even where the secret key that sealed it is gone.
 */
async function findRegistered(
  { db, keys }: Sources,
  home: ClientHome,
  clientId: string,
): Promise<Client | null> {
  const row = await findClientRow(db, home.id, clientId);
  if (row) return row.blockedAt === null ? parseClient(row) : null;
  return openClientId(keys, home.id, clientId);
}

/** A client with a document is new until a member has allowed it; then it has a row, and the policy is content. */
async function findDocumented(
  { db, documents }: Sources,
  home: ClientHome,
  clientId: string,
  fresh: boolean,
): Promise<Client | null> {
  if (!documents) {
    if (!fresh) return null;
    throw new ClientProblem(
      'This server does not read the metadata documents of applications: the application has to register instead.',
    );
  }
  const row = await findClientRow(db, home.id, clientId);
  if (row && row.blockedAt !== null) return null;
  if (!row && home.registration === 'off') return null;
  if (fresh) return documents.read(clientId, { ...askerOf(home), isLetIn: row !== undefined });
  if (row) return parseClient(row);
  return documents.readOnce(clientId, askerOf(home)).catch((error: unknown) => {
    if (error instanceof ClientProblem) return null;
    throw error;
  });
}

/** For whom a document or a key set is read. */
export function askerOf({ id, address }: ClientHome): Asker {
  return { organizationId: id, address };
}
