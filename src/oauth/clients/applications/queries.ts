import type { SelectQueryBuilder } from 'kysely';
import { listOrder, type PageRequest, readPage } from '../../../contract/paging.ts';
import { findReleasing } from '../../../members/queries.ts';
import { noteChanges } from '../../../storage/changes/note-changes.ts';
import { type Database, inTransaction, type Transaction } from '../../../storage/database.ts';
import { among } from '../../../storage/dialects/queries/among.ts';
import { lastUseOf } from '../../../storage/last-uses.ts';
import { compareRow, countRows, type Total } from '../../../storage/list-queries.ts';
import type { Tables } from '../../../storage/tables/tables.ts';

export type ListedApplication = NonNullable<Awaited<ReturnType<typeof findApplication>>>;

/** How many of an application's connections are looked at to count its members: a page has up to 100 applications. */
const countedConnections = 100;

/** At most so many applications are being blocked at once; more are not left out of lists meanwhile. */
const mostEnding = 1_000;

/**
 * Returns the members and applications whose connections are about to end, because the member was removed or the
 * application blocked, so that lists leave them out. There are none most of the time.
 */
export async function findEnding(db: Database, organizationId: string) {
  const blocked = await toEnd(db)
    .select('a.id')
    .where('a.organization_id', '=', organizationId)
    .limit(mostEnding)
    .execute();
  return {
    users: await findReleasing(db, organizationId),
    applications: blocked.map(({ id }) => id),
  };
}

/** Selects blocked applications whose connections have not all ended yet. */
function toEnd(db: Database) {
  return db
    .selectFrom('oauth_applications as a')
    .where('a.blocked_at', 'is not', null)
    .where('a.connections_ended_at', 'is', null);
}

/** Selects applications, in the order of a subquery of their IDs, with the number of members who allow them. */
function withUse(
  db: Database,
  organizationId: string,
  applications: SelectQueryBuilder<Tables, 'oauth_applications', { id: string }>,
  releasing: readonly string[],
  now: number,
) {
  return (
    db
      .selectFrom(applications.as('listed'))
      // SQLite joins in this order.
      .crossJoin('oauth_applications as a')
      .leftJoin('oauth_verified_clients as v', (on) =>
        on
          .onRef('v.organization_id', '=', 'a.organization_id')
          .onRef('v.client_id_hash', '=', 'a.client_id_hash'),
      )
      .where('a.organization_id', '=', organizationId)
      .whereRef('a.id', '=', 'listed.id')
      .select([
        'a.id',
        'a.client_id as clientId',
        'a.kind',
        'a.name',
        'a.uri',
        'a.logo_uri as logoUri',
        'a.redirect_uris as redirectUris',
        'a.auth_method as authMethod',
        'a.grant_types as grantTypes',
        'a.secret_hash as secretHash',
        'a.keys',
        'a.also_public as alsoPublic',
        'a.created_at as createdAt',
        'a.blocked_at as blockedAt',
        'v.verified_at as verifiedAt',
        lastUseOf('a').as('lastUsedAt'),
      ])
      .select((eb) => {
        const active = eb
          .selectFrom('oauth_connections as c')
          .select('c.user_id')
          .whereRef('c.organization_id', '=', 'a.organization_id')
          // A range and an order that only the index on both columns has: from an average number of connections for
          // each application, PostgreSQL would choose to read all of them.
          .whereRef('c.application_id', '>=', 'a.id')
          .whereRef('c.application_id', '<=', 'a.id')
          .where('c.ended_at', 'is', null)
          .where('c.expires_at', '>', now)
          .$if(releasing.length > 0, (query) => query.where('c.user_id', 'not in', releasing))
          // The connections of a blocked application end one by one.
          .where('a.blocked_at', 'is', null)
          .orderBy('c.application_id', 'desc')
          .orderBy('c.created_at', 'desc')
          .orderBy('c.id', 'desc');
        return [
          eb
            .selectFrom(active.limit(countedConnections).as('counted'))
            .select((inner) => inner.fn.count<number>('counted.user_id').distinct().as('members'))
            .$asScalar()
            .$notNull()
            .as('members'),
          eb
            .selectFrom(active.limit(countedConnections + 1).as('counted'))
            .select((inner) => inner.fn.countAll<number>().as('connections'))
            .$asScalar()
            .$notNull()
            .as('counted'),
        ];
      })
      .orderBy('a.created_at', 'desc')
      .orderBy('a.id', 'desc')
  );
}

const order = listOrder('applications', 'integer', 'id');

/** Returns a page of an organization's applications, the most recently allowed first. */
export async function listApplications(
  db: Database,
  organizationId: string,
  request: PageRequest,
  now: number,
) {
  const releasing = await findReleasing(db, organizationId);
  const applications = db.selectFrom('oauth_applications').where('organization_id', '=', organizationId);
  return readPage(request, {
    order,
    count: () => countRows(db, applications),
    read: ({ after, offset, limit }) =>
      withUse(
        db,
        organizationId,
        applications
          .select('id')
          .where(compareRow(['created_at', 'id'], '<', after))
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset),
        releasing,
        now,
      ).execute(),
    positionOf: ({ createdAt, id }) => [createdAt, id],
  });
}

export async function findApplication(
  db: Database,
  organizationId: string,
  applicationId: string,
  now: number,
) {
  const releasing = await findReleasing(db, organizationId);
  const application = db
    .selectFrom('oauth_applications')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', applicationId);
  return withUse(db, organizationId, application, releasing, now).executeTakeFirst();
}

/** Whether an application has more connections than were counted. */
export function hasUncounted({ counted }: ListedApplication): boolean {
  return counted > countedConnections;
}

/**
 * Blocks or unblocks an application; while it is blocked, its tokens are not valid. Returns its name, or undefined if it
 * was already in that state: of two concurrent calls, one gets the row.
 * @param now milliseconds since the epoch
 */
export async function setBlocked(
  trx: Transaction,
  organizationId: string,
  applicationId: string,
  blocked: boolean,
  now: number,
) {
  const changed = await trx
    .updateTable('oauth_applications')
    .set({ blocked_at: blocked ? now : null, connections_ended_at: null })
    .where('organization_id', '=', organizationId)
    .where('id', '=', applicationId)
    .where('blocked_at', blocked ? 'is' : 'is not', null)
    .returning('name')
    .executeTakeFirst();
  // One change for the tokens of all its connections, however many.
  if (changed) await noteChanges(trx, organizationId, [organizationId]);
  return changed;
}

/** Counts an application's active connections. @param now milliseconds since the epoch */
export function countConnections(
  trx: Transaction,
  organizationId: string,
  applicationId: string,
  now: number,
): Promise<Total> {
  const active = trx
    .selectFrom('oauth_connections')
    .where('organization_id', '=', organizationId)
    .where('application_id', '=', applicationId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now);
  return countRows(trx, active);
}

/** Returns a blocked application whose connections have not all ended yet. */
export function findBlockedToEnd(db: Database) {
  return toEnd(db).select(['a.organization_id as organizationId', 'a.id']).limit(1).executeTakeFirst();
}

/** Revokes at most `limit` active connections of a blocked application; returns how many, and records the end. */
export function endConnectionsOfBlocked(
  db: Database,
  organizationId: string,
  applicationId: string,
  now: number,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const ended = await trx
      .updateTable('oauth_connections')
      .set({ ended_at: now })
      .where('organization_id', '=', organizationId)
      .where(
        among(
          trx,
          'id',
          trx
            .selectFrom('oauth_connections as g')
            .innerJoin('oauth_applications as c', (on) =>
              on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.application_id'),
            )
            .select('g.id')
            .where('g.organization_id', '=', organizationId)
            .where('g.application_id', '=', applicationId)
            .where('g.ended_at', 'is', null)
            .where('g.expires_at', '>', now)
            .where('c.blocked_at', 'is not', null)
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
    if (ended.length < limit)
      await trx
        .updateTable('oauth_applications')
        .set({ connections_ended_at: now })
        .where('organization_id', '=', organizationId)
        .where('id', '=', applicationId)
        .where('blocked_at', 'is not', null)
        .execute();
    return ended.length;
  });
}
