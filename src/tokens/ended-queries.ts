import { sql } from 'kysely';
import { dayOf } from '../access/policy.ts';
import { creatorsAmong, insertCreatingCredential } from '../principals/created-with-queries.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { among } from '../storage/dialects/queries/among.ts';
import { lastUseOf } from '../storage/last-uses.ts';
import { compareRow } from '../storage/list-queries.ts';
import { deleteWords } from './lists/word-queries.ts';
import { activeTokens, endColumns, endsAt, isActive, permanently } from './queries.ts';

/** Returns the organizations whose policy revokes idle tokens. The tokens of a deleted one cannot be used, and stay. */
export function idlePolicies(db: Database) {
  return db
    .selectFrom('organizations')
    .select(['id as organizationId', 'idle_revocation_days as days'])
    .where('idle_revocation_days', 'is not', null)
    .where('deleted_at', 'is', null)
    .execute();
}

/** A position in the order of activity. The day is in days since the epoch. */
export type ActivityPosition = {
  readonly activeDay: number;
  readonly createdAt: number;
  readonly id: string;
};

/**
 * Returns at most `limit` active tokens of an organization after a position, unused for longest first, with their last
 * use: those that were last used or created on the day of `unusedSince` or before.
 */
export function tokensBefore(
  db: Database,
  organizationId: string,
  {
    unusedSince,
    now,
    after: { activeDay, createdAt, id },
    limit,
  }: {
    readonly unusedSince: number;
    readonly now: number;
    readonly after: ActivityPosition;
    readonly limit: number;
  },
) {
  return activeTokens(db, organizationId, now)
    .select(['id', 'created_at as createdAt', 'active_day as activeDay'])
    .select(lastUseOf('access_tokens').as('lastUsedAt'))
    .where('active_day', '<=', dayOf(unusedSince))
    .where(compareRow(['active_day', 'created_at', 'id'], '>', [activeDay, createdAt, id]))
    .orderBy('active_day')
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
    .set({
      revoked_at: permanently,
      ended: 1,
      ended_at: now,
      ...endColumns({ reason: 'idle', by: 'system' }),
    })
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .where(isActive(now))
    .where((eb) => eb(eb.fn.coalesce(lastUseOf('access_tokens'), 'created_at'), '<', unusedSince))
    .returning(['id', 'name', 'user_id as userId'])
    .execute();
  await noteChanges(
    trx,
    organizationId,
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
      .set({ ended: 1, ended_at: endsAt })
      .where(
        among(
          trx,
          'hash',
          trx
            .selectFrom('access_tokens')
            .select('hash')
            .where('ended', '=', sql.lit(0))
            .where(column, '<', before)
            .orderBy(column)
            .limit(limit),
        ),
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
      .select(['organization_id as organizationId', 'id', 'user_id as userId', 'hash', 'name', 'hint'])
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
      await deleteWords(trx, organizationId, tokens);
      await deleteTokens(trx, organizationId, ids);
    }
    return rows.length;
  });
}

async function deleteTokens(trx: Transaction, organizationId: string, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('token_addresses')
    .where('organization_id', '=', organizationId)
    .where('token_id', 'in', ids)
    .execute();
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
