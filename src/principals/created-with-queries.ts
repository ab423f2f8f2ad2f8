import type { Database, Transaction } from '../storage/database.ts';

/** Notes that a session made something. Once is enough; a session that is not there is noted nowhere. */
export async function noteMakingSession(trx: Transaction, organizationId: string, id: string, now: number) {
  await trx
    .insertInto('makers')
    .columns(['hash', 'organization_id', 'id', 'user_id', 'made_by', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .select(['hash', 'organization_id', 'id', 'user_id', 'made_by'])
        .select(eb.cast<number>(eb.val(now), 'bigint').as('created_at'))
        .where('organization_id', '=', organizationId)
        .where('id', '=', id),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type Maker = {
  readonly hash: Uint8Array;
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly madeBy: string | null;
  /** Of an invitation; null for a session. */
  readonly email: string | null;
};

/** Notes that something made another, before it is gone itself. */
export async function insertMaker(trx: Transaction, maker: Maker, now: number): Promise<void> {
  await trx
    .insertInto('makers')
    .values({
      hash: maker.hash,
      organization_id: maker.organizationId,
      id: maker.id,
      user_id: maker.userId,
      made_by: maker.madeBy,
      email: maker.email,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What made something and may be gone by now, by the hash of its secret. */
export function findMaker(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('makers')
    .select(['organization_id as organizationId', 'id', 'user_id as userId', 'email'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Makers that were made with one of the credentials themselves. */
export async function makersMadeBy(
  db: Database,
  organizationId: string,
  makerIds: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('makers')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('made_by', 'in', makerIds)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Forgets makers of before a time. */
export function deleteOldMakers(db: Database, before: number) {
  return db.deleteFrom('makers').where('created_at', '<', before).execute();
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
