import { type PageRequest, pageOffset } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';

/** Upper limit of the list; `endSignInsBeyond` allows fewer. */
const maxListed = 1_000;

/** Selects an organization's active connections with their client and member, except those of removed members. */
function connections(db: Database, organizationId: string, now: number) {
  return db
    .selectFrom('oauth_connections as c')
    .innerJoin('oauth_applications as a', (on) =>
      on.onRef('a.organization_id', '=', 'c.organization_id').onRef('a.id', '=', 'c.application_id'),
    )
    .leftJoin('oauth_verified_clients as v', (on) =>
      on
        .onRef('v.organization_id', '=', 'a.organization_id')
        .onRef('v.client_id_hash', '=', 'a.client_id_hash'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'c.organization_id').onRef('u.id', '=', 'c.user_id'),
    )
    .where('c.organization_id', '=', organizationId)
    .where('c.ended_at', 'is', null)
    .where('c.expires_at', '>', now)
    .where('u.state', '<>', 'removed');
}

const connectionColumns = [
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
] as const;
export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>[number];

/** Returns a member's connections, newest first. */
export function listConnections(db: Database, organizationId: string, userId: string, now: number) {
  return connections(db, organizationId, now)
    .select(connectionColumns)
    .where('c.user_id', '=', userId)
    .orderBy('c.created_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(maxListed)
    .execute();
}

export type ConnectionFilter = { readonly userId?: string; readonly applicationId?: string };

/** Returns a page of all members' connections, newest first, and their total. */
export async function listOwnedConnections(
  db: Database,
  organizationId: string,
  { userId, applicationId }: ConnectionFilter,
  page: PageRequest,
  now: number,
) {
  let owned = connections(db, organizationId, now);
  if (userId !== undefined) owned = owned.where('c.user_id', '=', userId);
  if (applicationId !== undefined) owned = owned.where('c.application_id', '=', applicationId);
  const { total } = await owned
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await owned
    .select(connectionColumns)
    .select(['u.id as ownerId', 'u.name as ownerName', 'u.email as ownerEmail'])
    .orderBy('c.created_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
}
