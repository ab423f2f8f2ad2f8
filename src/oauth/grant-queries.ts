import type { Database, Transaction } from '../storage/database.ts';
import { noteChanges } from '../storage/note-changes.ts';

/** What a grant's row says of how far it reaches. */
export type GrantColumns = {
  readonly scopes: string;
  readonly audience: string;
  readonly redirectUris: string;
};

/** A member's grant to a client that has not ended, if there is one and the client is not blocked. */
export function findActiveGrant(
  db: Database,
  organizationId: string,
  userId: string,
  clientIdHash: Uint8Array,
) {
  return db
    .selectFrom('oauth_grants as g')
    .innerJoin('oauth_clients as c', (on) =>
      on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.client_id'),
    )
    .select(['g.id', 'g.scopes', 'g.audience', 'g.redirect_uris as redirectUris'])
    .where('g.organization_id', '=', organizationId)
    .where('g.user_id', '=', userId)
    .where('c.client_id_hash', '=', clientIdHash)
    .where('g.ended_at', 'is', null)
    .where('c.blocked_at', 'is', null)
    .executeTakeFirst();
}

export type NewGrant = GrantColumns & {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  /** oauth_clients.id */
  readonly clientRowId: string;
  readonly at: number;
};

/** The new row's id, or undefined when the member has an active grant for the client: it has committed by then. */
export function insertGrant(trx: Transaction, grant: NewGrant) {
  return trx
    .insertInto('oauth_grants')
    .values({
      organization_id: grant.organizationId,
      id: grant.id,
      user_id: grant.userId,
      client_id: grant.clientRowId,
      scopes: grant.scopes,
      audience: grant.audience,
      redirect_uris: grant.redirectUris,
      created_at: grant.at,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
}

/** Widens a grant; undefined when it has ended meanwhile. */
export function updateGrant(
  trx: Transaction,
  organizationId: string,
  id: string,
  { scopes, audience, redirectUris }: GrantColumns,
) {
  return trx
    .updateTable('oauth_grants')
    .set({ scopes, audience, redirect_uris: redirectUris })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
}

/**
 * Ends a grant, and with it every code and token of it: they are read together with it. Undefined when there is no
 * such active grant, or it is not the member's where one is named.
 */
export async function endGrantRow(
  trx: Transaction,
  organizationId: string,
  id: string,
  userId: string | null,
  now: number,
) {
  let update = trx
    .updateTable('oauth_grants')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('ended_at', 'is', null);
  if (userId !== null) update = update.where('user_id', '=', userId);
  const ended = await update.returning(['user_id as userId', 'client_id as clientRowId']).executeTakeFirst();
  if (!ended) return undefined;
  await noteChanges(trx, [id]);
  const client = await trx
    .selectFrom('oauth_clients')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('id', '=', ended.clientRowId)
    .executeTakeFirst();
  return { userId: ended.userId, clientName: client?.name ?? '' };
}

/** Grants with their client and member, ended or not: what every code and token is judged by. */
export function grantsWithMember(db: Database) {
  return db
    .selectFrom('oauth_grants as g')
    .innerJoin('oauth_clients as c', (on) =>
      on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.client_id'),
    )
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'g.organization_id').onRef('u.id', '=', 'g.user_id'),
    )
    .select([
      'g.id as grantId',
      'g.user_id as userId',
      'g.ended_at as endedAt',
      'c.client_id as clientId',
      'c.name as clientName',
      'u.email',
      'u.state as memberState',
    ]);
}

export function findGrant(db: Database, organizationId: string, grantId: string) {
  return grantsWithMember(db)
    .where('g.organization_id', '=', organizationId)
    .where('g.id', '=', grantId)
    .executeTakeFirst();
}
