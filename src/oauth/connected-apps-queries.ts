import { type PageRequest, pageOffset } from '../http/paging.ts';
import type { Database } from '../storage/database.ts';
import { lastUseOf } from '../storage/last-uses.ts';

/** Active grants of an organization, with their client. */
function connections(db: Database, organizationId: string) {
  return db
    .selectFrom('oauth_grants as g')
    .innerJoin('oauth_clients as c', (on) =>
      on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.client_id'),
    )
    .where('g.organization_id', '=', organizationId)
    .where('g.ended_at', 'is', null);
}

const connectionColumns = [
  'g.id',
  'g.scopes',
  'g.audience',
  'g.created_at as createdAt',
  lastUseOf('g').as('lastUsedAt'),
  'c.client_id as clientId',
  'c.kind',
  'c.name as clientName',
  'c.uri',
  'c.logo_uri as logoUri',
] as const;
export type ConnectionRow = Awaited<ReturnType<typeof listConnections>>[number];

/** What a member has allowed, newest first. */
export function listConnections(db: Database, organizationId: string, userId: string) {
  return connections(db, organizationId)
    .select(connectionColumns)
    .where('g.user_id', '=', userId)
    .orderBy('g.created_at', 'desc')
    .orderBy('g.id', 'desc')
    .execute();
}

export type ConnectionFilter = { readonly userId?: string; readonly applicationId?: string };

/** A page of what members have allowed, newest first, and how many there are. */
export async function listOwnedConnections(
  db: Database,
  organizationId: string,
  { userId, applicationId }: ConnectionFilter,
  page: PageRequest,
) {
  let owned = connections(db, organizationId).innerJoin('users as u', (on) =>
    on.onRef('u.organization_id', '=', 'g.organization_id').onRef('u.id', '=', 'g.user_id'),
  );
  if (userId !== undefined) owned = owned.where('g.user_id', '=', userId);
  if (applicationId !== undefined) owned = owned.where('g.client_id', '=', applicationId);
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
