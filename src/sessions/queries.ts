import { hour, type Policy } from '../access/policy.ts';
import { noteChanges } from '../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { VerifiedFactor } from './openings.ts';

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
  readonly passkeyId: string | null;
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
      passkey_id: session.passkeyId,
      confirmed_at: session.createdAt,
    })
    .execute();
}

/** A second factor that a session's member has shown. */
type Mark = {
  readonly method: VerifiedFactor;
  readonly at: number;
  /** The passkey, if it was one. */
  readonly passkeyId?: string;
};

/**
 * Marks a session as verified with a second factor and confirmed; undefined if it has ended. A session that showed a
 * passkey keeps it as its second factor, because that is stronger than a code.
 */
export async function markSecondFactor(
  trx: Transaction,
  organizationId: string,
  sessionId: string,
  { method, at, passkeyId }: Mark,
) {
  const marked = await trx
    .updateTable('sessions')
    .set((eb) => ({
      second_factor: eb
        .case()
        .when('second_factor', '=', 'passkey')
        .then(eb.ref('second_factor'))
        .else(eb.val(method))
        .end(),
      second_factor_at: at,
      confirmed_at: at,
      ...(passkeyId === undefined ? {} : { passkey_id: passkeyId }),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', sessionId)
    .returning('id')
    .executeTakeFirst();
  if (marked) await noteChanges(trx, organizationId, [sessionId]);
  return marked;
}

/** Marks a session as confirmed; undefined if it has ended. */
export async function markConfirmed(trx: Transaction, organizationId: string, sessionId: string, at: number) {
  const marked = await trx
    .updateTable('sessions')
    .set({ confirmed_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', sessionId)
    .returning('id')
    .executeTakeFirst();
  if (marked) await noteChanges(trx, organizationId, [sessionId]);
  return marked;
}

/** Removes the marks of codes from a member's sessions, after the authenticator app was turned off. */
export async function unmarkCodes(trx: Transaction, organizationId: string, userId: string) {
  await trx
    .updateTable('sessions')
    .set({ second_factor: null, second_factor_at: null })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('second_factor', '<>', 'passkey')
    .execute();
  await noteChanges(trx, organizationId, [userId]);
}

/** Ends the sessions that used a passkey, except one unless it is null; returns how many. */
export async function deleteSessionsOfPasskey(
  trx: Transaction,
  organizationId: string,
  userId: string,
  passkeyId: string,
  currentId: string | null,
) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('passkey_id', '=', passkeyId)
    .$if(currentId !== null, (query) => query.where('id', '<>', currentId))
    .returning('id')
    .execute();
  await noteChanges(
    trx,
    organizationId,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

export async function deleteSession(trx: Transaction, organizationId: string, id: string) {
  const ended = await trx
    .deleteFrom('sessions')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (ended) await noteChanges(trx, organizationId, [id]);
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
  if (ended) await noteChanges(trx, organizationId, [ended.id]);
  return ended;
}

/** The part of a policy that ends sessions. */
export type SessionPolicy = Pick<Policy, 'sessionIdleHours' | 'sessionLifetimeHours'>;

/** Maximum number of listed sessions. */
const maxListed = 1_000;

export type SessionRow = Awaited<ReturnType<typeof listSessions>>[number];

/** Returns a member's sessions that the policy has not ended, newest first. */
export function listSessions(
  db: Database,
  organizationId: string,
  userId: string,
  { sessionIdleHours, sessionLifetimeHours }: SessionPolicy,
  now: number,
) {
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
      'confirmed_at as confirmedAt',
    ])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('last_used_at', '>', now - sessionIdleHours * hour)
    .where('created_at', '>', now - sessionLifetimeHours * hour)
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
  if (ended) await noteChanges(trx, organizationId, [id]);
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
    organizationId,
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
    organizationId,
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
