import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { lastUseOf } from '../storage/last-uses.ts';
import { noteChanges } from '../storage/note-changes.ts';

/** What a grant's row says of how far it reaches, and since when. Times are milliseconds since the epoch. */
export type GrantColumns = {
  readonly scopes: string;
  readonly audience: string;
  /** JSON: where its code was sent. */
  readonly redirectUris: string;
  readonly consentedAt: number;
};

/** A member's grants to a client that can still be used, the latest consent first; none while the client is blocked. */
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
  /** When its code expires; `extendGrant` moves it on. */
  readonly expiresAt: number;
  /** The session that allows it. */
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

/** Notes from where a grant got new tokens, and moves on until when it can be used; never back. */
export async function extendGrant(trx: Transaction, extension: Extension): Promise<void> {
  await moveExpiry(trx, extension);
}

/**
 * A member's grants that can still be used, to one client or to all (null), beyond the `kept` used or made last. Those
 * whose code was not exchanged yet, which are over within a minute, do not count.
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
    // The first exchange sets it.
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

/** The newest grants that a session allowed, ended or not. */
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

/** Ends every grant that a member gave a client; returns their ids. */
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
