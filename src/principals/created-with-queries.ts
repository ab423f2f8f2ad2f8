import type { Database, Transaction } from '../storage/database.ts';

/**
 * Records that a session created a credential. Repeated calls, and calls for a session that does not exist,
 * have no effect.
 */
export async function insertCreatingSession(
  trx: Transaction,
  organizationId: string,
  id: string,
  now: number,
) {
  await trx
    .insertInto('creating_credentials')
    .columns(['hash', 'organization_id', 'id', 'user_id', 'created_with', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .select(['hash', 'organization_id', 'id', 'user_id', 'created_with'])
        .select(eb.cast<number>(eb.val(now), 'bigint').as('created_at'))
        .where('organization_id', '=', organizationId)
        .where('id', '=', id),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A session or an invitation that created another credential. */
type CreatingCredential = {
  readonly hash: Uint8Array;
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly createdWith: string | null;
  /** Set for an invitation; null for a session or token. */
  readonly email: string | null;
};

/** Records that a credential created another one, before it is deleted itself. */
export async function insertCreatingCredential(
  trx: Transaction,
  creating: CreatingCredential,
  now: number,
): Promise<void> {
  await trx
    .insertInto('creating_credentials')
    .values({
      hash: creating.hash,
      organization_id: creating.organizationId,
      id: creating.id,
      user_id: creating.userId,
      created_with: creating.createdWith,
      email: creating.email,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Finds a recorded credential by the hash of its secret; it may be deleted by now. */
export function findCreatingCredential(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('creating_credentials')
    .select(['organization_id as organizationId', 'id', 'user_id as userId', 'email'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** The tables of credentials that are created with other credentials. */
type CreatedTable =
  | 'access_tokens'
  | 'sessions'
  | 'invitations'
  | 'creating_credentials'
  | 'oauth_connections'
  | 'resource_servers'
  | 'scim_tokens';

const createdTables: readonly CreatedTable[] = [
  'access_tokens',
  'sessions',
  'invitations',
  'creating_credentials',
  'oauth_connections',
  'resource_servers',
  'scim_tokens',
];

/** Returns those of the credentials that created another one that is still stored. */
export async function creatorsAmong(
  db: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const table of createdTables) {
    const rows = await db
      .selectFrom(table)
      .select('created_with')
      .distinct()
      .where('organization_id', '=', organizationId)
      .where('created_with', 'in', ids)
      .execute();
    for (const { created_with } of rows) if (created_with !== null) found.add(created_with);
  }
  return found;
}

/** Returns a query for the ids of the newest rows that were created with one of the credentials, ended or not. */
export function rowsCreatedWith(table: CreatedTable) {
  return async (
    db: Database,
    organizationId: string,
    creatorIds: readonly string[],
    limit: number,
  ): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('created_with', 'in', creatorIds)
      .orderBy('created_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  };
}

/** Whether a session exists. */
export async function isLiveSession(trx: Transaction, organizationId: string, id: string): Promise<boolean> {
  const session = await trx
    .selectFrom('sessions')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return session !== undefined;
}

/** Returns what a token allows now; undefined if it does not exist. */
export function findTokenLimits(trx: Transaction, organizationId: string, id: string) {
  return trx
    .selectFrom('access_tokens')
    .select(['scopes', 'revoked_at as revokedAt', 'expires_at as expiresAt'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}
