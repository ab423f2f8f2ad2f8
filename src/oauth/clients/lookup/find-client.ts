import { hashText } from '../../../credentials/hash.ts';
import type { KeyRing } from '../../../credentials/keys/key-ring.ts';
import type { FindRow } from '../../../principals/cached-rows.ts';
import type { Database } from '../../../storage/database.ts';
import { andThen, type MaybePromise } from '../../../storage/maybe-promise.ts';
import { type ApplicationRow, clientOf, findApplicationOf } from '../application-queries.ts';
import type { Client, ClientLookup, FindClient } from '../client.ts';
import { ClientProblem } from '../client-problem.ts';
import type { ClientDocuments } from '../documents/documents.ts';
import { isDocumentClientId } from '../documents/metadata-document.ts';
import type { GrantTypeDefinition } from '../grant-types.ts';
import { isRegisteredClientId, openClientId } from '../registration/client-id.ts';
import { requesterOf } from '../remote/requester.ts';

type Sources = {
  readonly db: Database;
  readonly keys: KeyRing;
  readonly grantTypes: readonly GrantTypeDefinition[];
  /** Null if the server does not read metadata documents. */
  readonly documents: ClientDocuments | null;
  readonly cachedApplication: FindRow<ApplicationRow>;
};

/**
 * Creates the function that finds registered clients and clients with a metadata document. With `fresh`, it can throw a
 * `ClientProblem` to show on the authorization page. Do not call it in a transaction: it may fetch remote documents.
 */
export function clientFinder(sources: Sources): FindClient {
  return (lookup, clientId, fresh) => {
    if (isRegisteredClientId(clientId)) return findRegistered(sources, lookup, clientId);
    if (isDocumentClientId(clientId)) return findDocumented(sources, lookup, clientId, fresh);
    return null;
  };
}

/**
 * Finds a registered client. It stays registered even if the policy now forbids registration. The row of a client that a
 * member has allowed has the same content as its ID, and works even after the secret key of the ID was removed.
 */
function findRegistered(
  sources: Sources,
  lookup: ClientLookup,
  clientId: string,
): MaybePromise<Client | null> {
  return andThen(applicationOf(sources, lookup, clientId), (row) => {
    if (row) return row.blockedAt === null ? clientIn(row) : null;
    const { keys, grantTypes } = sources;
    return openClientId(keys, lookup.id, clientId, grantTypes);
  });
}

/** Finds a client with a metadata document. The registration policy applies until a member has allowed it. */
async function findDocumented(
  sources: Sources,
  lookup: ClientLookup,
  clientId: string,
  fresh: boolean,
): Promise<Client | null> {
  const { db, documents } = sources;
  if (!documents) {
    if (!fresh) return null;
    throw new ClientProblem(
      'This server does not read client metadata documents. The app must register instead.',
    );
  }
  const row = await (fresh
    ? findApplicationOf(db, lookup.id, clientId)
    : applicationOf(sources, lookup, clientId));
  if (row && row.blockedAt !== null) return null;
  if (!row && lookup.registration === 'off') return null;
  if (fresh) return documents.read(clientId, { ...requesterOf(lookup), isAllowed: row !== undefined });
  if (row) return clientIn(row);
  return documents.readOnce(clientId, requesterOf(lookup)).catch((error: unknown) => {
    if (error instanceof ClientProblem) return null;
    throw error;
  });
}

/** The clients of cached rows, which are never changed but replaced. */
const clients = new WeakMap<ApplicationRow, Client>();

function clientIn(row: ApplicationRow): Client {
  const known = clients.get(row);
  if (known) return known;
  const client = clientOf(row);
  clients.set(row, client);
  return client;
}

/** Finds the application of a client. Blocking it names its organization in the change feed, a new consent names it. */
function applicationOf({ db, cachedApplication }: Sources, { id }: ClientLookup, clientId: string) {
  return cachedApplication(`${id} ${hashText(clientId)}`, async () => {
    const row = await findApplicationOf(db, id, clientId);
    return row && { row, subjects: [row.id, id] };
  });
}
