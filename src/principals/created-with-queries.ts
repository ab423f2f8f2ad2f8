import type { Database, Transaction } from '../storage/database.ts';

/** Notes that a session made something. Once is enough; a session that is not there is noted nowhere. */
export async function noteCreatingSession(trx: Transaction, organizationId: string, id: string, now: number) {
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

export type TokenCreator = {
  readonly hash: Uint8Array;
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly createdWith: string | null;
  /** Of an invitation; null for a session. */
  readonly email: string | null;
};

/** Notes that something made another, before it is gone itself. */
export async function insertCreatingCredential(
  trx: Transaction,
  creator: TokenCreator,
  now: number,
): Promise<void> {
  await trx
    .insertInto('creating_credentials')
    .values({
      hash: creator.hash,
      organization_id: creator.organizationId,
      id: creator.id,
      user_id: creator.userId,
      created_with: creator.createdWith,
      email: creator.email,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What made something and may be gone by now, by the hash of its secret. */
export function findCreatingCredential(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('creating_credentials')
    .select(['organization_id as organizationId', 'id', 'user_id as userId', 'email'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Makers that were made with one of the credentials themselves. */
export async function creatingCredentialsCreatedWith(
  db: Database,
  organizationId: string,
  creatorIds: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('creating_credentials')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('created_with', 'in', creatorIds)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Forgets creators of before a time. */
export function deleteOldCreatingCredentials(db: Database, before: number) {
  return db.deleteFrom('creating_credentials').where('created_at', '<', before).execute();
}

/** Whether a session, or a token that is neither revoked nor expired, is there at this moment. */
export async function isLiveCredential(
  trx: Transaction,
  organizationId: string,
  kind: 'pat' | 'session',
  id: string,
  now: number,
): Promise<boolean> {
  if (kind === 'session') {
    const session = trx.selectFrom('sessions').select('id').where('organization_id', '=', organizationId);
    return (await session.where('id', '=', id).executeTakeFirst()) !== undefined;
  }
  const token = await trx
    .selectFrom('access_tokens')
    .select(['revoked_at as revokedAt', 'expires_at as expiresAt'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!token) return false;
  return [token.revokedAt, token.expiresAt].every((end) => end === null || end > now);
}
