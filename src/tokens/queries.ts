import { type ExpressionBuilder, sql } from 'kysely';
import { noteChanges } from '../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../storage/compile-once.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { lastUseOf } from '../storage/last-uses.ts';
import type { Tables } from '../storage/tables/tables.ts';

const tokenColumns = [
  'id',
  'name',
  'hint',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  lastUseOf('access_tokens').as('lastUsedAt'),
] as const;

/** Maximum number of active tokens of a member. */
export const maxActiveTokens = 1_000;

type MemberKey = { readonly organizationId: string; readonly userId: string };

export type TokenRow = NonNullable<Awaited<ReturnType<typeof findActiveToken>>>;

/** Matches tokens that are neither revoked nor expired at `now`. */
export function isActive(now: number) {
  return (eb: ExpressionBuilder<Tables, 'access_tokens'>) =>
    eb.and([
      eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', now)]),
      eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]),
    ]);
}

/** Selects an organization's active tokens, except those of removed members. */
export function activeTokens(db: Database, organizationId: string, now: number) {
  return (
    db
      .selectFrom('access_tokens')
      .where('access_tokens.organization_id', '=', organizationId)
      // A literal, to match the partial indexes.
      .where('ended', '=', sql.lit(0))
      .where(isActive(now))
  );
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
  readonly hash: Uint8Array;
  readonly hint: string;
  readonly scopes: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** The credential that it was created with. */
  readonly createdWith: string | null;
};

export const insertToken = compileOnce(
  (db, token: Placeholders<NewTokenRow>) =>
    db.insertInto('access_tokens').values({
      organization_id: token.organizationId,
      user_id: token.userId,
      id: token.id,
      name: token.name,
      hash: token.hash,
      hint: token.hint,
      scopes: token.scopes,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      revoked_at: null,
      created_with: token.createdWith,
    }),
  { unread: true },
);

/** The `revoked_at` of a permanently revoked token: in the past for every server, even if its clock is behind. */
export const permanently = 0;

/**
 * Revokes an active token at `endsAt`, or at the end of a running overlap if that is sooner. Returns the token, or
 * undefined if it is not active. Of two concurrent permanent revocations, one gets the row.
 */
export async function endToken(
  trx: Transaction,
  organizationId: string,
  tokenId: string,
  { userId, now, endsAt }: { userId: string | null; now: number; endsAt: number },
) {
  const end = endsAt <= now ? permanently : endsAt;
  const ended = await trx
    .updateTable('access_tokens')
    .set((eb) => ({
      revoked_at: eb.case().when('revoked_at', '<', end).then(eb.ref('revoked_at')).else(end).end(),
      ended: end === permanently ? 1 : 0,
      ended_at: end === permanently ? now : null,
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', tokenId)
    .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? ''))
    .where(isActive(now))
    .returning(['id', 'name', 'scopes', 'expires_at as expiresAt', 'user_id as userId'])
    .executeTakeFirst();
  if (ended) await noteChanges(trx, [ended.id]);
  return ended;
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

/** Removes a removed member's tokens from the lists. */
export async function unlistTokensOf(trx: Transaction, organizationId: string, userId: string, now: number) {
  await trx
    .updateTable('access_tokens')
    .set({ ended: 1, ended_at: now })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('ended', '=', sql.lit(0))
    .execute();
}
