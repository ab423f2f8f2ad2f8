import { sql } from 'kysely';
import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { isPostgres } from '../../storage/dialects/is-postgres.ts';
import { isLockTimeout, isRetryable, isUnavailable } from '../../storage/errors.ts';
import { Batches } from '../../storage/load/batches.ts';
import { type Extension, extendConnection, type Refresh } from './connection-queries.ts';
import { insertAccessToken, insertRefreshToken, type NewValue } from './issued-secret-queries.ts';

/** The rows of new tokens. */
export type NewTokens = {
  readonly access: NewValue;
  /** Null if no refresh token is stored. */
  readonly refresh: NewValue | null;
  /** Of their connection. */
  readonly extension: Extension;
};

/** Stores new tokens. @param refresh that is counted; null for the first tokens */
export async function storeTokens(
  trx: Transaction,
  { access, refresh: token, extension }: NewTokens,
  refresh: Refresh | null,
): Promise<void> {
  await insertAccessToken(trx, access);
  if (token) await insertRefreshToken(trx, token);
  await extendConnection(trx, extension, refresh);
}

/** A refresh that spends a token, which nobody has spent so far, for new ones. */
type OrdinaryRefresh = {
  readonly tokens: NewTokens & { readonly refresh: NewValue };
  readonly refresh: Refresh;
  /** Of the spent token. */
  readonly hash: Uint8Array;
  readonly at: number;
  /** Until when it can be repeated, in milliseconds since the epoch. */
  readonly repeatable: number;
};

/** Makes refreshes. The result of each is whether it was made; it was not if its token was spent already. */
export type RefreshBatches = Batches<OrdinaryRefresh, boolean>;

/**
 * Makes refreshes of concurrent clients together. If one fails, none is made. Null on SQLite: its transactions share a commit
 * anyway, and what they read is in the memory of the connection that writes.
 */
export function refreshBatches(db: Database): RefreshBatches | null {
  if (!isPostgres(db)) return null;
  return new Batches('refreshes', async (refreshes) => {
    try {
      return await makeRefreshes(db, refreshes);
    } catch (error) {
      // One that waited for a lock for too long, or in a circle, has changed nothing, and the database works.
      const isBlocked = isLockTimeout(error) || isRetryable(error);
      if (isUnavailable(error) && !isBlocked) throw error;
      return refreshes.map(() => false);
    }
  });
}

/** The columns of refreshes. */
type Columns = {
  readonly [Name in keyof ReturnType<typeof columnsOf>]: readonly ReturnType<typeof columnsOf>[Name][];
};

function columnsOf({ tokens, refresh, hash, at, repeatable }: OrdinaryRefresh) {
  const { access, extension } = tokens;
  return {
    organization: extension.organizationId,
    connection: extension.connectionId,
    hash,
    at,
    repeatable,
    access: access.hash,
    accessScopes: access.scopes,
    accessAudience: access.audience,
    accessExpiry: access.expiresAt,
    successor: tokens.refresh.hash,
    scopes: tokens.refresh.scopes,
    audience: tokens.refresh.audience,
    expiry: tokens.refresh.expiresAt,
    address: extension.address,
    day: refresh.day,
    connectionExpiry:
      extension.expiresAt <= refresh.expiresAt ? null : extension.expiresAt + extension.reserve,
  };
}

/** The procedure of migration 56. */
const callRefresh = compileOnce((db, c: Placeholders<Columns>) => {
  const call = sql<{ readonly spent: readonly number[] }>`call refresh_oauth_connections(
    ${c.organization}, ${c.connection}, ${c.hash}, ${c.at}, ${c.repeatable}, ${c.access}, ${c.accessScopes},
    ${c.accessAudience}, ${c.accessExpiry}, ${c.successor}, ${c.scopes}, ${c.audience}, ${c.expiry}, ${c.address},
    ${c.day}, ${c.connectionExpiry}, null)`;
  return { compile: () => call.compile(db) };
});

async function makeRefreshes(db: Database, refreshes: readonly OrdinaryRefresh[]): Promise<boolean[]> {
  const sorted = refreshes.toSorted((a, b) => Buffer.compare(a.hash, b.hash));
  const rows = sorted.map(columnsOf);
  const column = <Name extends keyof Columns>(name: Name) => rows.map((row) => row[name]);
  const [result] = await callRefresh(db, {
    organization: column('organization'),
    connection: column('connection'),
    hash: column('hash'),
    at: column('at'),
    repeatable: column('repeatable'),
    access: column('access'),
    accessScopes: column('accessScopes'),
    accessAudience: column('accessAudience'),
    accessExpiry: column('accessExpiry'),
    successor: column('successor'),
    scopes: column('scopes'),
    audience: column('audience'),
    expiry: column('expiry'),
    address: column('address'),
    day: column('day'),
    connectionExpiry: column('connectionExpiry'),
  });
  const made = new Set((result?.spent ?? []).map((number) => sorted[number - 1]));
  return refreshes.map((refresh) => made.has(refresh));
}
