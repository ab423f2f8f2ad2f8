import type { Static } from 'typebox';
import { appendAudit } from '../../audit/append.ts';
import {
  creatingCredential,
  recordCreatingSession,
  requireLiveCredential,
} from '../../audit/created-with.ts';
import type { AuditDetails } from '../../contract/audit-actions.ts';
import { type ChangeOrigin, requireSession } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { DescendantKind } from '../../contract/hooks.ts';
import { parseName } from '../../contract/text.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { hashSecret, sameHash } from '../../credentials/hash.ts';
import { newToken, tokenHint } from '../../credentials/token-format.ts';
import type { FindRow } from '../../principals/cached-rows.ts';
import { rowsCreatedWith } from '../../principals/created-with-queries.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';
import type { RequestCounts } from './counted-routes.ts';
import {
  countResourceServers,
  deleteResourceServer,
  findResourceServerSecret,
  insertResourceServer,
  type ResourceServerRow,
} from './queries.ts';
import type { ResourceServer, ResourceServerRequest } from './schema.ts';

const nameLength = 100;
/** Maximum number per organization. */
const maxResourceServers = 50;

/** The administrator who creates a resource server. */
type Creator = { readonly id: string; readonly name: string; readonly email: string };

/**
 * Creates a resource server: a service that can introspect any token of the organization. Its secret exists only in the
 * result.
 * @throws SpedyError session_required for a token; validation_failed; limit_reached; authentication_required if the
 * session ended in the meantime
 */
export async function createResourceServer(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  creator: Creator,
  request: Static<typeof ResourceServerRequest>,
): Promise<{ readonly row: ResourceServerRow; readonly secret: string }> {
  requireSession(from, 'Sign in as an administrator to create a resource server. Tokens cannot create one.');
  const name = parseName('name', request.name, nameLength);
  const secret = newToken('client_secret');
  const row = {
    id: newId('rsv'),
    name,
    hint: tokenHint(secret),
    createdAt: from.at,
    creatorId: creator.id,
    creatorName: creator.name,
    creatorEmail: creator.email,
  };
  await inTransaction(db, async (trx) => {
    await insertResourceServer(trx, {
      ...row,
      organizationId,
      secretHash: hashSecret(secret),
      createdBy: creator.id,
      createdWith: creatingCredential(from),
    });
    await recordCreatingSession(trx, organizationId, from);
    await appendAudit(trx, organizationId, from, {
      action: 'resource_server.created',
      target: { kind: 'resource_server', id: row.id },
      details: { name },
    });
    // appendAudit locks the organization's audit chain, so concurrent transactions see each other's rows from here on.
    if ((await countResourceServers(trx, organizationId)) > maxResourceServers)
      throw new SpedyError('limit_reached', {
        message: `An organization can have at most ${maxResourceServers} resource servers. Remove one first.`,
      });
    await requireLiveCredential(trx, organizationId, from);
  });
  return { row, secret };
}

/** Removes a resource server, which invalidates its secret immediately. @throws SpedyError not_found */
export async function removeResourceServer(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
): Promise<void> {
  if (!isId('rsv', id) || !(await endResourceServer(db, organizationId, from, id)))
    throw new SpedyError('not_found');
}

/** Deletes a resource server; false if there is none. @param reason details for the audit log */
export function endResourceServer(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
  reason: Omit<AuditDetails<'resource_server.removed'>, 'name'> = {},
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const removed = await deleteResourceServer(trx, organizationId, id);
    if (!removed) return false;
    await appendAudit(trx, organizationId, from, {
      action: 'resource_server.removed',
      target: { kind: 'resource_server', id },
      details: { name: removed.name, ...reason },
    });
    return true;
  });
}

/** The resource servers that were created with a leaked session. */
export const resourceServerDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('resource_servers'),
  revoke: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) if (await endResourceServer(trx, organizationId, from, id, details)) count += 1;
    return count;
  },
};

/** Returns whether a client_id belongs to a resource server. */
export function isResourceServerId(clientId: string): boolean {
  return isId('rsv', clientId);
}

/** The database, and a cache of the hashes of resource servers' secrets. */
export type ResourceServerSecrets = {
  readonly db: Database;
  readonly cachedSecret: FindRow<{ readonly secretHash: Uint8Array }>;
  readonly counts: RequestCounts;
};

/** Returns whether a secret belongs to this resource server of this organization. */
export function isResourceServer(
  { db, cachedSecret }: ResourceServerSecrets,
  organizationId: string,
  id: string,
  secret: string,
): MaybePromise<boolean> {
  const looked = cachedSecret(`${organizationId} ${id}`, async () => {
    const row = await findResourceServerSecret(db, organizationId, id);
    return row && { row, subjects: [id] };
  });
  return andThen(looked, (found) => found !== undefined && sameHash(hashSecret(secret), found.secretHash));
}

/** Returns a resource server as administrators see it. */
export function presentResourceServer(row: ResourceServerRow): Static<typeof ResourceServer> {
  const { id, name, hint } = row;
  return {
    id,
    name,
    hint,
    createdAt: formatTimestamp(row.createdAt),
    createdBy: { id: row.creatorId, name: row.creatorName, email: row.creatorEmail },
  };
}
