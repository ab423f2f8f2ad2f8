import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { isPostgres } from '../storage/dialects/is-postgres.ts';
import { among } from '../storage/dialects/queries/among.ts';
import { lastUseOf } from '../storage/last-uses.ts';
import { countRows } from '../storage/list-queries.ts';
import type { Tables } from '../storage/tables/tables.ts';
import type { AccessTokensTable } from '../storage/tables/tokens.ts';
import type { End } from './inactive/ends.ts';

const tokenColumns = [
  'id',
  'name',
  'description',
  'hint',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  lastUseOf('access_tokens').as('lastUsedAt'),
] as const;

/** Maximum number of active tokens of a member. */
export const maxActiveTokens = 1_000;

export type MemberKey = { readonly organizationId: string; readonly userId: string };

export type TokenRow = NonNullable<Awaited<ReturnType<typeof findActiveToken>>>;

/** Matches tokens that are neither revoked nor expired at `now`. */
export function isActive(now: number) {
  return (eb: ExpressionBuilder<Tables, 'access_tokens'>) =>
    eb.and([
      eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', now)]),
      eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]),
    ]);
}

/** The `endsAt` of a token that never stops to work. Greater than any time. */
export const never = Number.MAX_SAFE_INTEGER;

/**
 * When a token stops to work: its expiry, or the end of its overlap if that is sooner; `never` for neither. As in the index
 * access_tokens_by_ending.
 */
export const endsAt = sql<number>`coalesce(
  case when access_tokens.revoked_at < access_tokens.expires_at then access_tokens.revoked_at
    else access_tokens.expires_at end,
  access_tokens.revoked_at,
  ${sql.lit(never)})`;

/** Selects an organization's tokens that are not marked as ended, except those of removed members. */
export function listedTokens(db: Database, organizationId: string) {
  return (
    db
      .selectFrom('access_tokens')
      .where('access_tokens.organization_id', '=', organizationId)
      // A literal, to match the partial indexes.
      .where('ended', '=', sql.lit(0))
  );
}

/**
 * Selects an organization's listed tokens that never end. SQLite, which has no statistics, would prefer an index of all tokens,
 * and look for those without an end among them.
 */
export function endlessTokens(db: Database, organizationId: string): ReturnType<typeof listedTokens> {
  const byEnding = sql`access_tokens indexed by access_tokens_by_ending`;
  const tokens = isPostgres(db)
    ? db.selectFrom('access_tokens')
    : db.selectFrom(sql<Selectable<AccessTokensTable>>`access_tokens`.as<'access_tokens'>(byEnding));
  return (tokens as ReturnType<typeof listedTokens>)
    .where('access_tokens.organization_id', '=', organizationId)
    .where('ended', '=', sql.lit(0))
    .where(endsAt, '=', sql.lit(never));
}

/** Selects an organization's active tokens, except those of removed members. */
export function activeTokens(db: Database, organizationId: string, now: number) {
  return listedTokens(db, organizationId).where(isActive(now));
}

/** Counts a member's active tokens. */
export function countTokensOf(db: Database, organizationId: string, userId: string, now: number) {
  return countRows(db, activeTokens(db, organizationId, now).where('user_id', '=', userId));
}

/** Returns a member's active tokens, newest first. */
export function listActiveTokens(db: Database, { organizationId, userId }: MemberKey, now: number) {
  return activeTokens(db, organizationId, now)
    .select(tokenColumns)
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(maxActiveTokens)
    .execute();
}

/** Returns whether a member has more than the maximum of active tokens. */
export async function hasTooManyTokens(
  trx: Transaction,
  { organizationId, userId }: MemberKey,
  now: number,
): Promise<boolean> {
  const excess = await activeTokens(trx, organizationId, now)
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .limit(1)
    .offset(maxActiveTokens)
    .executeTakeFirst();
  return excess !== undefined;
}

export function findActiveToken(
  db: Database,
  { organizationId, userId }: MemberKey,
  tokenId: string,
  now: number,
) {
  return activeTokens(db, organizationId, now)
    .select(tokenColumns)
    .where('user_id', '=', userId)
    .where('id', '=', tokenId)
    .executeTakeFirst();
}

type NewTokenRow = MemberKey & {
  readonly id: string;
  readonly name: string;
  readonly nameOrder: string;
  readonly description: string | null;
  readonly hash: Uint8Array;
  readonly hint: string;
  readonly scopes: string | null;
  readonly createdAt: number;
  /** Days since the epoch. */
  readonly activeDay: number;
  readonly expiresAt: number | null;
  /** The credential that it was created with. */
  readonly createdWith: string | null;
  /** When its member is told first that it is about to expire; null if never. */
  readonly expiryNoticeAt: number | null;
  /** The token that it replaces. */
  readonly predecessorId: string | null;
};

export const insertToken = compileOnce(
  (db, token: Placeholders<NewTokenRow>) =>
    db.insertInto('access_tokens').values({
      organization_id: token.organizationId,
      user_id: token.userId,
      id: token.id,
      name: token.name,
      name_order: token.nameOrder,
      description: token.description,
      hash: token.hash,
      hint: token.hint,
      scopes: token.scopes,
      created_at: token.createdAt,
      active_day: token.activeDay,
      expires_at: token.expiresAt,
      revoked_at: null,
      created_with: token.createdWith,
      expiry_notice_at: token.expiryNoticeAt,
      predecessor_id: token.predecessorId,
    }),
  { unread: true },
);

/** The columns that say why a token ended. */
export function endColumns({ reason, by, successorId = null }: End) {
  return { end_reason: reason, ended_by: by, successor_id: successorId };
}

/** The `revoked_at` of a permanently revoked token: in the past for every server, even if its clock is behind. */
export const permanently = 0;

/**
 * Revokes an active token at `endsAt`, or at the end of a running overlap if that is sooner. Returns the token, or
 * undefined if it is not active. Of two concurrent permanent revocations, one gets the row.
 * @param end why it ends, which its inactive row shows
 */
export async function endToken(
  trx: Transaction,
  organizationId: string,
  tokenId: string,
  { userId, now, endsAt, end }: { userId: string | null; now: number; endsAt: number; end: End },
) {
  const at = endsAt <= now ? permanently : endsAt;
  const ended = await trx
    .updateTable('access_tokens')
    .set((eb) => ({
      revoked_at: eb.case().when('revoked_at', '<', at).then(eb.ref('revoked_at')).else(at).end(),
      ended: at === permanently ? 1 : 0,
      ended_at: at === permanently ? now : null,
      ...endColumns(end),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', tokenId)
    .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? ''))
    .where(isActive(now))
    .returning(['id', 'name', 'description', 'scopes', 'expires_at as expiresAt', 'user_id as userId'])
    .executeTakeFirst();
  if (ended) await noteChanges(trx, organizationId, [ended.id]);
  return ended;
}

/** Revokes all active tokens of a member permanently; returns how many. */
export async function endTokensOf(
  trx: Transaction,
  organizationId: string,
  userId: string,
  now: number,
  end: End,
): Promise<number> {
  const ended = await trx
    .updateTable('access_tokens')
    .set({ revoked_at: permanently, ended: 1, ended_at: now, ...endColumns(end) })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    // A literal, to match the partial index.
    .where('ended', '=', sql.lit(0))
    .where(isActive(now))
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    organizationId,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

/** Finds a token of any organization by the hash of its secret. */
export function findTokenInAnyOrganization(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('access_tokens')
    .select(['id', 'organization_id as organizationId', 'user_id as userId', 'name'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Finds the organization of a token, for the operator, who does not specify one. */
export function findTokenOrganization(db: Database, tokenId: string) {
  return db
    .selectFrom('access_tokens')
    .select('organization_id as organizationId')
    .where('id', '=', tokenId)
    .executeTakeFirst();
}

/** Removes at most `limit` tokens of a removed member from the lists; returns how many. */
export async function unlistTokensOf(
  db: Database,
  organizationId: string,
  userId: string,
  limit: number,
  at: number,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('access_tokens')
    .set({ ended: 1, ended_at: at, end_reason: 'member_removed', ended_by: null })
    .where('organization_id', '=', organizationId)
    .where(
      among(
        db,
        'id',
        db
          .selectFrom('access_tokens')
          .select('id')
          .where('organization_id', '=', organizationId)
          .where('user_id', '=', userId)
          .where('ended', '=', sql.lit(0))
          .limit(limit),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
