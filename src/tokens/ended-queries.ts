import { sql } from 'kysely';
import { creatorsAmong, insertCreatingCredential } from '../principals/created-with-queries.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { lastUseOf } from '../storage/last-uses.ts';
import { activeTokens, isActive, permanently } from './queries.ts';

/** Returns the organizations whose policy revokes idle tokens. */
export function idlePolicies(db: Database) {
  return db
    .selectFrom('organizations')
    .select(['id as organizationId', 'idle_revocation_days as days'])
    .where('idle_revocation_days', 'is not', null)
    .execute();
}

/**
 * Returns at most `limit` active tokens of an organization that were created before `unusedSince` and after the token
 * `after`, in the order of their creation, with their last use.
 */
export function tokensBefore(
  db: Database,
  organizationId: string,
  {
    unusedSince,
    now,
    after,
    limit,
  }: {
    readonly unusedSince: number;
    readonly now: number;
    readonly after: { readonly createdAt: number; readonly id: string };
    readonly limit: number;
  },
) {
  return activeTokens(db, organizationId, now)
    .select(['id', 'created_at as createdAt', lastUseOf('access_tokens').as('lastUsedAt')])
    .where('created_at', '<', unusedSince)
    .where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Revokes those of the tokens that are active and were last used or created before `unusedSince`. */
export async function revokeIdleTokens(
  trx: Transaction,
  organizationId: string,
  ids: readonly string[],
  unusedSince: number,
  now: number,
) {
  const revoked = await trx
    .updateTable('access_tokens')
    .set({ revoked_at: permanently, ended: 1, ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .where(isActive(now))
    .where((eb) => eb(eb.fn.coalesce(lastUseOf('access_tokens'), 'created_at'), '<', unusedSince))
    .returning(['id', 'name', 'user_id as userId'])
    .execute();
  await noteChanges(
    trx,
    revoked.map(({ id }) => id),
  );
  return revoked;
}

/**
 * Marks at most `limit` tokens that expired, or whose overlap ended, before a time, which removes them from the indexes
 * of the lists. Returns how many.
 */
export function markEnded(
  db: Database,
  column: 'expires_at' | 'revoked_at',
  before: number,
  limit: number,
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('access_tokens')
      .set((eb) => ({ ended: 1, ended_at: eb.ref(column) }))
      .where('hash', 'in', (eb) =>
        eb
          .selectFrom('access_tokens')
          .select('hash')
          .where('ended', '=', sql.lit(0))
          .where(column, '<', before)
          .orderBy(column)
          .limit(limit),
      )
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  });
}

/**
 * Deletes at most `limit` tokens that ended before a time; returns how many. What created other credentials is recorded,
 * so that a leak report still finds them.
 */
export function deleteEndedTokens(db: Database, before: number, limit: number, now: number): Promise<number> {
  return inTransaction(db, async (trx) => {
    const rows = await trx
      .selectFrom('access_tokens')
      .select(['organization_id as organizationId', 'id', 'user_id as userId', 'hash'])
      .select('created_with as createdWith')
      .where('ended_at', '<', before)
      .orderBy('ended_at')
      .limit(limit)
      .execute();
    for (const [organizationId, tokens] of Map.groupBy(rows, (row) => row.organizationId)) {
      const ids = tokens.map(({ id }) => id);
      const creators = await creatorsAmong(trx, organizationId, ids);
      for (const token of tokens)
        if (creators.has(token.id)) await insertCreatingCredential(trx, { ...token, email: null }, now);
      await deleteTokens(trx, organizationId, ids);
    }
    return rows.length;
  });
}

async function deleteTokens(trx: Transaction, organizationId: string, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('last_uses')
    .where('organization_id', '=', organizationId)
    .where('credential_id', 'in', ids)
    .execute();
  await trx
    .deleteFrom('access_tokens')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .execute();
}
