import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { lastUseOf } from '../../storage/last-uses.ts';
import { noteChanges } from '../../storage/changes/note-changes.ts';

/** What a connection covers, and since when. Times are milliseconds since the epoch. */
export type GrantColumns = {
  readonly scopes: string;
  readonly audience: string;
  /** JSON: the redirect URIs to which its code was sent. */
  readonly redirectUris: string;
  readonly consentedAt: number;
};

/** Returns a member's active connections to a client, latest consent first; none while the client is blocked. */
export function findActiveGrants(
  db: Database,
  organizationId: string,
  userId: string,
  clientIdHash: Uint8Array,
  now: number,
) {
  return db
    .selectFrom('oauth_grants as g')
    .innerJoin('oauth_clients as c', (on) =>
      on.onRef('c.organization_id', '=', 'g.organization_id').onRef('c.id', '=', 'g.client_id'),
    )
    .select([
      'g.id',
      'g.client_id as clientRowId',
      'g.scopes',
      'g.audience',
      'g.redirect_uris as redirectUris',
      'g.consented_at as consentedAt',
    ])
    .where('g.organization_id', '=', organizationId)
    .where('g.user_id', '=', userId)
    .where('c.client_id_hash', '=', clientIdHash)
    .where('g.ended_at', 'is', null)
    .where('g.expires_at', '>', now)
    .where('c.blocked_at', 'is', null)
    .orderBy('g.consented_at', 'desc')
    .orderBy('g.id', 'desc')
    .execute();
}

export type NewGrant = GrantColumns & {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  /** oauth_clients.id */
  readonly clientRowId: string;
  readonly at: number;
  /** When its code expires; `extendGrant` moves it later. */
  readonly expiresAt: number;
  /** The session that it was created with. */
  readonly madeBy: string | null;
};

export async function insertGrant(trx: Transaction, grant: NewGrant): Promise<void> {
  await trx
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
      consented_at: grant.consentedAt,
      expires_at: grant.expiresAt,
      ended_at: null,
      made_by: grant.madeBy,
    })
    .execute();
}

type Extension = {
  readonly organizationId: string;
  readonly grantId: string;
  readonly expiresAt: number;
  readonly address: string | null;
};

const moveExpiry = compileOnce(
  (db, { organizationId, grantId, expiresAt, address }: Placeholders<Extension>) =>
    db
      .updateTable('oauth_grants')
      .set((eb) => ({
        address,
        expires_at: eb
          .case()
          .when('expires_at', '<', expiresAt)
          .then(expiresAt)
          .else(eb.ref('expires_at'))
          .end(),
      }))
      .where('organization_id', '=', organizationId)
      .where('id', '=', grantId),
  { unread: true },
);

/** Records the address that got new tokens, and moves the connection's expiry later, never earlier. */
export async function extendGrant(trx: Transaction, extension: Extension): Promise<void> {
  await moveExpiry(trx, extension);
}

/**
 * Returns a member's active connections, to one client or to all (null), except the `kept` most recently used or created.
 * Connections whose code is not exchanged yet do not count; they expire within a minute.
 */
export function findGrantsBeyond(
  trx: Transaction,
  organizationId: string,
  userId: string,
  clientRowId: string | null,
  kept: number,
  now: number,
) {
  let grants = trx
    .selectFrom('oauth_grants as g')
    .select('g.id')
    .where('g.organization_id', '=', organizationId)
    .where('g.user_id', '=', userId)
    .where('g.ended_at', 'is', null)
    .where('g.expires_at', '>', now)
    // Set by the first exchange.
    .where('g.address', 'is not', null);
  if (clientRowId !== null) grants = grants.where('g.client_id', '=', clientRowId);
  return grants
    .orderBy((eb) => eb.fn.coalesce(lastUseOf('g'), 'g.created_at'), 'desc')
    .orderBy('g.id', 'desc')
    .limit(100)
    .offset(kept)
    .execute();
}

/**
 * Revokes a connection, and thereby its codes and tokens, which are always read together with it. Undefined if there is
 * no such active connection, or it belongs to another member than `userId`.
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

/** Returns the newest connections created with the given sessions, revoked or not. */
export async function grantsMadeBy(
  db: Database,
  organizationId: string,
  makerIds: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('oauth_grants')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('made_by', 'in', makerIds)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Revokes all connections of a member to a client; returns their ids. */
export async function endGrantsTo(
  trx: Transaction,
  organizationId: string,
  userId: string,
  clientRowId: string,
  now: number,
) {
  const ended = await trx
    .updateTable('oauth_grants')
    .set({ ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('client_id', '=', clientRowId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended;
}

/** Selects connections with their client and member, revoked or not: every code and token is checked against them. */
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
      'g.client_id as clientRowId',
      'g.consented_at as consentedAt',
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
