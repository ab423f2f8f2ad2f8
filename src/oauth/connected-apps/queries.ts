import { type PageRequest, pageOffset } from '../../contract/paging.ts';
import type { Database } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';

/** Upper limit of the list; `endSignInsBeyond` allows fewer. */
const maxListed = 1_000;

/** Selects an organization's active connections with their client and member, except those of removed members. */
function connections(db: Database, organizationId: string, now: number) {
  return db
    .selectFrom('oauth_connections as g')
    .innerJoin('oauth_applications as c', (on) =>
      on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.application_id'),
    )
    .leftJoin('oauth_verified_clients as v', (on) =>
      on
        .onRef('v.organization_id', '=', 'c.organization_id')
        .onRef('v.client_id_hash', '=', 'c.client_id_hash'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'g.organization_id').onRef('u.id', '=', 'g.user_id'),
    )
    .where('g.organization_id', '=', organizationId)
    .where('g.ended_at', 'is', null)
    .where('g.expires_at', '>', now)
    .where('u.state', '<>', 'removed');
}

const connectionColumns = [
  'g.id',
  'g.scopes',
  'g.audience',
  'g.created_at as createdAt',
  'g.consented_at as consentedAt',
  'g.address',
  'g.application_id as applicationId',
  lastUseOf('g').as('lastUsedAt'),
  'c.client_id as clientId',
  'c.kind',
  'c.name as clientName',
  'c.uri',
  'c.logo_uri as logoUri',
  'v.verified_at as verifiedAt',
] as const;
export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>[number];

/** Returns a member's connections, newest first. */
export function listConnections(db: Database, organizationId: string, userId: string, now: number) {
  return connections(db, organizationId, now)
    .select(connectionColumns)
    .where('g.user_id', '=', userId)
    .orderBy('g.created_at', 'desc')
    .orderBy('g.id', 'desc')
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
  if (userId !== undefined) owned = owned.where('g.user_id', '=', userId);
  if (applicationId !== undefined) owned = owned.where('g.application_id', '=', applicationId);
  const { total } = await owned
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await owned
    .select(connectionColumns)
    .select(['u.id as ownerId', 'u.name as ownerName', 'u.email as ownerEmail'])
    .orderBy('g.created_at', 'desc')
    .orderBy('g.id', 'desc')
    .limit(page.limit)
    .offset(pageOffset(page))
    .execute();
  return { total, rows };
}
