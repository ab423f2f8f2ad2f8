import { type PageRequest, pageOffset } from '../../../contract/paging.ts';
import { noteChanges } from '../../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../../storage/database.ts';
import { lastUseOf } from '../../../storage/last-uses.ts';

export type ListedApplication = NonNullable<Awaited<ReturnType<typeof findApplication>>>;

/** Selects an organization's applications with the number of members who allow them, and the last use. */
function applications(db: Database, organizationId: string, now: number) {
  return db
    .selectFrom('oauth_applications as a')
    .leftJoin('oauth_verified_clients as v', (on) =>
      on
        .onRef('v.organization_id', '=', 'a.organization_id')
        .onRef('v.client_id_hash', '=', 'a.client_id_hash'),
    )
    .where('a.organization_id', '=', organizationId)
    .select((eb) => {
      const connections = eb
        .selectFrom('oauth_connections as c')
        .whereRef('c.organization_id', '=', 'a.organization_id')
        .whereRef('c.application_id', '=', 'a.id');
      return [
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
        connections
          .innerJoin('users as u', (on) =>
            on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.user_id'),
          )
          .where('u.state', '<>', 'removed')
          .where('c.ended_at', 'is', null)
          .where('c.expires_at', '>', now)
          .select((inner) => inner.fn.count<number>('c.user_id').distinct().as('members'))
          .$asScalar()
          .$notNull()
          .as('members'),
        connections
          .select((inner) => inner.fn.max<number | null>(lastUseOf('c')).as('lastUsedAt'))
          .$asScalar()
          .as('lastUsedAt'),
      ];
    });
}

/** Returns a page of an organization's applications, the most recently allowed first, and their total. */
export async function listApplications(db: Database, organizationId: string, page: PageRequest, now: number) {
  const { total } = await db
    .selectFrom('oauth_applications')
    .where('organization_id', '=', organizationId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await applications(db, organizationId, now)
    .orderBy('a.created_at', 'desc')
    .orderBy('a.id', 'desc')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
}

export function findApplication(db: Database, organizationId: string, applicationId: string, now: number) {
  return applications(db, organizationId, now).where('a.id', '=', applicationId).executeTakeFirst();
}

/**
 * Blocks or unblocks an application. Returns its name, or undefined if it was already in that state: of two concurrent
 * calls, one gets the row.
 * @param now milliseconds since the epoch
 */
export function setBlocked(
  trx: Transaction,
  organizationId: string,
  applicationId: string,
  blocked: boolean,
  now: number,
) {
  return trx
    .updateTable('oauth_applications')
    .set({ blocked_at: blocked ? now : null })
    .where('organization_id', '=', organizationId)
    .where('id', '=', applicationId)
    .where('blocked_at', blocked ? 'is' : 'is not', null)
    .returning('name')
    .executeTakeFirst();
}

/** Revokes all connections to an application; returns their ids. @param now milliseconds since the epoch */
export async function endConnectionsOfApplication(
  trx: Transaction,
  organizationId: string,
  applicationId: string,
  now: number,
) {
  const ended = await trx
    .updateTable('oauth_connections')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('application_id', '=', applicationId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map((connection) => connection.id),
  );
  return ended;
}
