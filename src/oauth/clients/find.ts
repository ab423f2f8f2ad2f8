import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import type { Database } from '../../storage/database.ts';
import type { Client, ClientHome, FindClient } from './client.ts';
import { ClientProblem } from './client-problem.ts';
import type { ClientDocuments } from './documents/documents.ts';
import { isDocumentClientId } from './documents/metadata-document.ts';
import { findClientRow, parseClient } from './queries.ts';
import { isRegisteredClientId, openClientId } from './registration/client-id.ts';
import type { Asker } from './remote/fetch-budget.ts';

type Sources = {
  readonly db: Database;
  readonly keys: KeyRing;
  /** Null if the server does not read metadata documents. */
  readonly documents: ClientDocuments | null;
};

/**
 * Creates the function that finds registered clients and clients with a metadata document. With `fresh`, it can throw a
 * `ClientProblem` to show on the authorization page. Do not call it in a transaction: it may fetch remote documents.
 */
export function clientFinder(sources: Sources): FindClient {
  return async (home, clientId, fresh) => {
    if (isRegisteredClientId(clientId)) return findRegistered(sources, home, clientId);
    if (isDocumentClientId(clientId)) return findDocumented(sources, home, clientId, fresh);
    return null;
  };
}

/**
 * Finds a registered client. It stays registered even if the policy now forbids registration. The row of a client that a
 * member has allowed has the same content as its id, and works even after the secret key of the id was removed.
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

/** Finds a client with a metadata document. The registration policy applies until a member has allowed it. */
async function findDocumented(
  { db, documents }: Sources,
  home: ClientHome,
  clientId: string,
  fresh: boolean,
): Promise<Client | null> {
  if (!documents) {
    if (!fresh) return null;
    throw new ClientProblem(
      'This server does not read client metadata documents. The app must register instead.',
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

/** Returns on whose behalf a document or a key set is fetched. */
export function askerOf({ id, address }: ClientHome): Asker {
  return { organizationId: id, address };
}
