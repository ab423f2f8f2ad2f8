import { noteChanges } from '../../storage/changes/note-changes.ts';
import { compileOnce, type Placeholders } from '../../storage/compile-once.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { connectionsWithMember } from './connection-queries.ts';

/** The connection of codes and tokens. */
export type ConnectionKey = { readonly organizationId: string; readonly connectionId: string };

/** The stored columns of a code or token. Times are milliseconds since the epoch. */
export type NewValue = ConnectionKey & {
  readonly hash: Uint8Array;
  readonly scopes: string;
  readonly audience: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};

function columnsOf(value: NewValue | Placeholders<NewValue>) {
  return {
    hash: value.hash,
    organization_id: value.organizationId,
    connection_id: value.connectionId,
    scopes: value.scopes,
    audience: value.audience,
    created_at: value.createdAt,
    expires_at: value.expiresAt,
  };
}

type CodeExtras = {
  readonly redirectUri: string;
  readonly redirectGiven: boolean;
  readonly codeChallenge: string;
};

export function insertCode(trx: Transaction, code: NewValue & CodeExtras) {
  return trx
    .insertInto('oauth_codes')
    .values({
      ...columnsOf(code),
      redirect_uri: code.redirectUri,
      redirect_given: code.redirectGiven ? 1 : 0,
      code_challenge: code.codeChallenge,
      spent_at: null,
    })
    .execute();
}

export const insertAccessToken = compileOnce(
  (db, token: Placeholders<NewValue>) =>
    db.insertInto('oauth_access_tokens').values({ ...columnsOf(token), revoked_at: null }),
  { unread: true },
);

export const insertRefreshToken = compileOnce(
  (db, token: Placeholders<NewValue>) =>
    db.insertInto('oauth_refresh_tokens').values({ ...columnsOf(token), spent_at: null }),
  { unread: true },
);

const valueColumns = [
  'v.organization_id as organizationId',
  'v.scopes',
  'v.audience',
  'v.created_at as createdAt',
  'v.expires_at as expiresAt',
] as const;

type Key = { readonly organizationId: string; readonly hash: Uint8Array };
/**
 * What is read for each exchange or refresh is found by its hash alone. With the organization as a condition too, PostgreSQL can
 * choose an index by organization while it has no statistics, and keeps that plan when there are many values.
 */
type ByHash = Pick<Key, 'hash'>;

const codeByHash = compileOnce((db, { hash }: Placeholders<ByHash>) =>
  connectionsWithMember(db)
    .innerJoin('oauth_codes as v', (on) =>
      on.onRef('v.organization_id', '=', 'c.organization_id').onRef('v.connection_id', '=', 'c.id'),
    )
    .select(valueColumns)
    .select([
      'v.redirect_uri as redirectUri',
      'v.redirect_given as redirectGiven',
      'v.code_challenge as codeChallenge',
      'v.spent_at as spentAt',
    ])
    .where('v.hash', '=', hash),
);

const accessTokenByHash = compileOnce((db, { organizationId, hash }: Placeholders<Key>) =>
  connectionsWithMember(db)
    .innerJoin('oauth_access_tokens as v', (on) =>
      on.onRef('v.organization_id', '=', 'c.organization_id').onRef('v.connection_id', '=', 'c.id'),
    )
    .select(valueColumns)
    .select('v.revoked_at as revokedAt')
    .where('v.organization_id', '=', organizationId)
    .where('v.hash', '=', hash),
);

const refreshTokenByHash = compileOnce((db, { hash }: Placeholders<ByHash>) =>
  connectionsWithMember(db)
    .innerJoin('oauth_refresh_tokens as v', (on) =>
      on.onRef('v.organization_id', '=', 'c.organization_id').onRef('v.connection_id', '=', 'c.id'),
    )
    .select(valueColumns)
    .select(['v.spent_at as spentAt', 'c.address', 'c.refreshed_day as refreshedDay', 'c.refreshes'])
    .select('c.expires_at as connectionExpiresAt')
    .where('v.hash', '=', hash),
);

export async function findCode(db: Database, organizationId: string, hash: Uint8Array) {
  const [row] = await codeByHash(db, { hash });
  return row?.organizationId === organizationId ? row : undefined;
}

export async function findAccessToken(db: Database, organizationId: string, hash: Uint8Array) {
  const [row] = await accessTokenByHash(db, { organizationId, hash });
  return row;
}

export async function findRefreshToken(db: Database, organizationId: string, hash: Uint8Array) {
  const [row] = await refreshTokenByHash(db, { hash });
  return row?.organizationId === organizationId ? row : undefined;
}

/** Finds the one of several possible refresh tokens that is stored. */
export function findRefreshTokenHash(db: Database, organizationId: string, hashes: readonly Uint8Array[]) {
  return db
    .selectFrom('oauth_refresh_tokens')
    .select('hash')
    .where('organization_id', '=', organizationId)
    .where('hash', 'in', hashes)
    .executeTakeFirst();
}

type Spending = { readonly hash: Uint8Array; readonly now: number };

/** Marks an unspent code as spent; returns no row if it already was. */
const spendUnspentCode = compileOnce((db, { hash, now }: Placeholders<Spending>) =>
  db
    .updateTable('oauth_codes')
    .set({ spent_at: now })
    .where('hash', '=', hash)
    .where('spent_at', 'is', null)
    .returning('connection_id'),
);

/**
 * Marks an unspent refresh token as spent; returns no row if it already was. It expires at `repeatable` now, so the sweep
 * deletes it a week after that.
 */
const spendUnspentRefreshToken = compileOnce(
  (db, { hash, now, repeatable }: Placeholders<Spending & { readonly repeatable: number }>) =>
    db
      .updateTable('oauth_refresh_tokens')
      .set((eb) => ({
        spent_at: now,
        expires_at: eb
          .case()
          .when('expires_at', '<', repeatable)
          .then(eb.ref('expires_at'))
          .else(repeatable)
          .end(),
      }))
      .where('hash', '=', hash)
      .where('spent_at', 'is', null)
      .returning('connection_id'),
);

/** Marks a code as spent; false if it already was. Of several concurrent calls, one gets true (RFC 6749 4.1.2). */
export async function spendCode(trx: Transaction, hash: Uint8Array, now: number): Promise<boolean> {
  const spent = await spendUnspentCode(trx, { hash, now });
  return spent.length > 0;
}

/**
 * Marks a refresh token as spent; returns when it was already spent, else null, which one concurrent call gets.
 * @param repeatable until when it can be repeated, in milliseconds since the epoch
 */
export async function spendRefreshToken(
  trx: Transaction,
  hash: Uint8Array,
  now: number,
  repeatable: number,
): Promise<number | null> {
  const spent = await spendUnspentRefreshToken(trx, { hash, now, repeatable });
  if (spent.length > 0) return null;
  // Read again: another transaction may have spent it while this one waited.
  const { at } = await trx
    .selectFrom('oauth_refresh_tokens')
    .select('spent_at as at')
    .where('hash', '=', hash)
    .executeTakeFirstOrThrow();
  return at ?? now;
}

/** Revokes one access token. */
export async function revokeAccessToken(
  trx: Transaction,
  organizationId: string,
  hash: Uint8Array,
  now: number,
) {
  const revoked = await trx
    .updateTable('oauth_access_tokens')
    .set({ revoked_at: now })
    .where('organization_id', '=', organizationId)
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .returning('connection_id as connectionId')
    .executeTakeFirst();
  if (revoked) await noteChanges(trx, organizationId, [revoked.connectionId]);
  return revoked;
}

/** Returns whether a connection has an active token: an unspent refresh token, or an access token. */
export async function hasLiveTokens(
  trx: Transaction,
  organizationId: string,
  connectionId: string,
  now: number,
): Promise<boolean> {
  const refresh = await trx
    .selectFrom('oauth_refresh_tokens')
    .select('connection_id')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .where('spent_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(1)
    .executeTakeFirst();
  if (refresh) return true;
  const access = await trx
    .selectFrom('oauth_access_tokens')
    .select('connection_id')
    .where('organization_id', '=', organizationId)
    .where('connection_id', '=', connectionId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .limit(1)
    .executeTakeFirst();
  return access !== undefined;
}
