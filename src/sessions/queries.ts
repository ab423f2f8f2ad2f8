import { noteChanges } from '../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../storage/database.ts';

type NewSession = {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly hash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The invitation that it was opened with; null for a sign-in. */
  readonly createdWith: string | null;
  readonly openedBy: string;
  readonly secondFactor: string | null;
};

export function insertSession(trx: Transaction, session: NewSession) {
  return trx
    .insertInto('sessions')
    .values({
      organization_id: session.organizationId,
      id: session.id,
      user_id: session.userId,
      hash: session.hash,
      created_at: session.createdAt,
      last_used_at: session.createdAt,
      expires_at: session.expiresAt,
      address: session.address,
      user_agent: session.userAgent,
      created_with: session.createdWith,
      opened_by: session.openedBy,
      second_factor: session.secondFactor,
      second_factor_at: session.secondFactor === null ? null : session.createdAt,
    })
    .execute();
}

/** Marks a session as verified with a second factor; undefined if it has ended. */
export async function markSecondFactor(
  trx: Transaction,
  organizationId: string,
  sessionId: string,
  { method, at }: { method: string; at: number },
) {
  const marked = await trx
    .updateTable('sessions')
    .set({ second_factor: method, second_factor_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', sessionId)
    .returning('id')
    .executeTakeFirst();
  if (marked) await noteChanges(trx, [sessionId]);
  return marked;
}

/** Removes the mark from a member's sessions, after the second factor was turned off. */
export async function unmarkSecondFactors(trx: Transaction, organizationId: string, userId: string) {
  await trx
    .updateTable('sessions')
    .set({ second_factor: null, second_factor_at: null })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .execute();
  await noteChanges(trx, [userId]);
}

export async function deleteSession(trx: Transaction, organizationId: string, id: string) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (ended) await noteChanges(trx, [id]);
  return ended;
}

/** Finds an unexpired session of a member by its hash. */
export function findOwnSession(
  db: Database,
  organizationId: string,
  userId: string,
  hash: Uint8Array,
  now: number,
) {
  return db
    .selectFrom('sessions')
    .select('id')
    .where('hash', '=', hash)
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Ends the session with this hash, if there is one; returns its ID and member. */
export async function deleteSessionByHash(trx: Transaction, organizationId: string, hash: Uint8Array) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('hash', '=', hash)
    .returning(['id', 'user_id as userId'])
    .executeTakeFirst();
  if (ended) await noteChanges(trx, [ended.id]);
  return ended;
}

/** Maximum number of listed sessions. */
const maxListed = 1_000;

export type SessionRow = Awaited<ReturnType<typeof listSessions>>[number];

/** Returns a member's sessions, newest first. */
export function listSessions(db: Database, organizationId: string, userId: string, now: number) {
  return db
    .selectFrom('sessions')
    .select([
      'id',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
      'expires_at as expiresAt',
      'address',
      'user_agent as userAgent',
      'opened_by as openedBy',
      'second_factor as secondFactor',
      'second_factor_at as secondFactorAt',
    ])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(maxListed)
    .execute();
}

export async function deleteSessionOf(trx: Transaction, organizationId: string, userId: string, id: string) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (ended) await noteChanges(trx, [id]);
  return ended;
}

/** Ends all sessions of a member; returns their IDs. */
export async function deleteSessionsOf(trx: Transaction, organizationId: string, userId: string) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended;
}

/** Ends all sessions of a member except one; returns how many. */
export async function deleteOtherSessions(
  trx: Transaction,
  organizationId: string,
  userId: string,
  currentId: string,
) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('id', '<>', currentId)
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

/** Finds a session of any organization by the hash of its secret. */
export function findSessionInAnyOrganization(db: Database, hash: Uint8Array) {
  return db
    .selectFrom('sessions')
    .select(['organization_id as organizationId', 'id', 'user_id as userId'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}
