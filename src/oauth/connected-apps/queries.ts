import type { SelectQueryBuilder } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../../contract/paging.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { among } from '../../storage/dialects/queries/among.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { compareRow, countRows } from '../../storage/list-queries.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { findEnding } from '../clients/applications/queries.ts';

/** Upper limit of the list; `revokeExcessConnections` allows fewer. */
const maxListed = 1_000;

/** Selects an organization's active connections, with those that are about to end (`findEnding`). */
function activeConnections(db: Database, organizationId: string, now: number) {
  return db
    .selectFrom('oauth_connections as c')
    .where('c.organization_id', '=', organizationId)
    .where('c.ended_at', 'is', null)
    .where('c.expires_at', '>', now);
}

type ConnectionIds = SelectQueryBuilder<Tables & { c: Tables['oauth_connections'] }, 'c', { id: string }>;

const columns = [
  'c.id',
  'c.scopes',
  'c.audience',
  'c.created_at as createdAt',
  'c.consented_at as consentedAt',
  'c.address',
  'c.application_id as applicationId',
  lastUseOf('c').as('lastUsedAt'),
  'a.client_id as clientId',
  'a.kind',
  'a.name as clientName',
  'a.uri',
  'a.logo_uri as logoUri',
  'v.verified_at as verifiedAt',
  'u.id as ownerId',
  'u.name as ownerName',
  'u.email as ownerEmail',
] as const;

/** Selects connections with their client and member, in the order of a subquery of their IDs. */
function withClientsAndOwners(db: Database, organizationId: string, connections: ConnectionIds) {
  return (
    db
      .selectFrom(connections.as('listed'))
      // SQLite joins in this order.
      .crossJoin('oauth_connections as c')
      .crossJoin('oauth_applications as a')
      .crossJoin('users as u')
      .leftJoin('oauth_verified_clients as v', (on) =>
        on
          .onRef('v.organization_id', '=', 'a.organization_id')
          .onRef('v.client_id_hash', '=', 'a.client_id_hash'),
      )
      .where('c.organization_id', '=', organizationId)
      .whereRef('c.id', '=', 'listed.id')
      .whereRef('a.organization_id', '=', 'c.organization_id')
      .whereRef('a.id', '=', 'c.application_id')
      .whereRef('u.organization_id', '=', 'c.organization_id')
      .whereRef('u.id', '=', 'c.user_id')
      .select(columns)
      .orderBy('c.created_at', 'desc')
      .orderBy('c.id', 'desc')
  );
}

export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>[number];

/**
 * Returns a member's connections, newest first. Without a subquery: with outdated statistics PostgreSQL runs it again for
 * each row of the other tables, and a member can have 500 connections.
 */
export function listConnections(db: Database, organizationId: string, userId: string, now: number) {
  return activeConnections(db, organizationId, now)
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.user_id'),
    )
    .leftJoin('oauth_verified_clients as v', (on) =>
      on
        .onRef('v.organization_id', '=', 'a.organization_id')
        .onRef('v.client_id_hash', '=', 'a.client_id_hash'),
    )
    .select(columns)
    .where('c.user_id', '=', userId)
    .where('a.blocked_at', 'is', null)
    .orderBy('c.created_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(maxListed)
    .execute();
}

export type ConnectionFilter = { readonly userId?: string; readonly applicationId?: string };

const order = listOrder('connections', 'integer', 'id');

/** Returns a page of all members' connections, newest first. */
export async function listOwnedConnections(
  db: Database,
  organizationId: string,
  { userId, applicationId }: ConnectionFilter,
  request: PageRequest,
  now: number,
) {
  const ending = await findEnding(db, organizationId);
  let owned = activeConnections(db, organizationId, now);
  if (ending.users.length > 0) owned = owned.where('c.user_id', 'not in', ending.users);
  if (ending.applications.length > 0) owned = owned.where('c.application_id', 'not in', ending.applications);
  if (userId !== undefined) owned = owned.where('c.user_id', '=', userId);
  if (applicationId !== undefined) owned = owned.where('c.application_id', '=', applicationId);
  return readPage(request, {
    order,
    count: () => countRows(db, owned),
    read: ({ after, offset, limit }) =>
      withClientsAndOwners(
        db,
        organizationId,
        owned
          .select('c.id')
          .where(compareRow(['c.created_at', 'c.id'], '<', after))
          .orderBy('c.created_at', 'desc')
          .orderBy('c.id', 'desc')
          .limit(limit)
          .offset(offset),
      ).execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

/** Counts a member's active connections. @param now milliseconds since the epoch */
export function countConnectionsOf(db: Database, organizationId: string, userId: string, now: number) {
  return countRows(db, activeConnections(db, organizationId, now).where('c.user_id', '=', userId));
}

/**
 * Revokes at most `limit` connections of a member who was removed or off-boarded, with their codes and tokens; returns how many.
 * @param at milliseconds since the epoch
 */
export function endConnectionsOf(
  db: Database,
  organizationId: string,
  userId: string,
  limit: number,
  at: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const ended = await trx
      .updateTable('oauth_connections')
      .set({ ended_at: at })
      .where('organization_id', '=', organizationId)
      .where(
        among(
          trx,
          'id',
          trx
            .selectFrom('oauth_connections')
            .select('id')
            .where('organization_id', '=', organizationId)
            .where('user_id', '=', userId)
            .where('ended_at', 'is', null)
            .limit(limit),
        ),
      )
      .returning('id')
      .execute();
    await noteChanges(
      trx,
      organizationId,
      ended.map(({ id }) => id),
    );
    return ended.length;
  });
}
