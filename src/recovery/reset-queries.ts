import type { Database, Transaction } from '../storage/database.ts';

type RequestKey = { readonly organizationId: string; readonly account: Uint8Array };
type NewRequest = RequestKey & {
  readonly email: string;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly now: number;
  /** The start of the counting period that a request begins now would follow. */
  readonly periodBefore: number;
  readonly most: number;
};

/**
 * Counts a request for a link and leaves it to a worker. Returns whether it is within the limit. The same statement for
 * every email, so that its time does not tell whether a member has it.
 */
export async function takeRequest(db: Database, request: NewRequest): Promise<boolean> {
  const { organizationId, account, email, address, requestId, now, periodBefore, most } = request;
  const taken = await db
    .insertInto('reset_requests')
    .values({
      organization_id: organizationId,
      account,
      email,
      since: now,
      count: 1,
      pending_at: now,
      address,
      request_id: requestId,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'account'])
        .doUpdateSet((eb) => ({
          email: eb.ref('excluded.email'),
          pending_at: eb.ref('excluded.pending_at'),
          address: eb.ref('excluded.address'),
          request_id: eb.ref('excluded.request_id'),
          count: eb
            .case()
            .when('reset_requests.since', '<=', periodBefore)
            .then(eb.lit(1))
            .else(eb('reset_requests.count', '+', 1))
            .end(),
          since: eb
            .case()
            .when('reset_requests.since', '<=', periodBefore)
            .then(eb.ref('excluded.since'))
            .else(eb.ref('reset_requests.since'))
            .end(),
        }))
        .where((eb) =>
          eb.or([eb('reset_requests.since', '<=', periodBefore), eb('reset_requests.count', '<', most)]),
        ),
    )
    .returning('count')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Returns when the counting period of an email began. */
export async function periodOf(
  db: Database,
  { organizationId, account }: RequestKey,
): Promise<number | null> {
  const row = await db
    .selectFrom('reset_requests')
    .select('since')
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .executeTakeFirst();
  return row?.since ?? null;
}

/** Returns requests of all organizations that wait for a worker, oldest first. */
export function pendingRequests(db: Database, limit: number) {
  return db
    .selectFrom('reset_requests')
    .select(['organization_id as organizationId', 'account'])
    .where('pending_at', 'is not', null)
    .orderBy('pending_at')
    .limit(limit)
    .execute();
}

/** Takes a waiting request. Of several workers, one gets it. */
export function takePending(trx: Transaction, { organizationId, account }: RequestKey) {
  return trx
    .updateTable('reset_requests')
    .set({ pending_at: null })
    .where('organization_id', '=', organizationId)
    .where('account', '=', account)
    .where('pending_at', 'is not', null)
    .returning(['email', 'address', 'request_id as requestId'])
    .executeTakeFirst();
}

type NewReset = {
  readonly organizationId: string;
  readonly userId: string;
  readonly hash: Uint8Array;
  readonly at: number;
  readonly expiresAt: number;
};

/** Stores a member's link, which replaces an earlier one. */
export function putReset(trx: Transaction, { organizationId, userId, hash, at, expiresAt }: NewReset) {
  const values = { hash, created_at: at, expires_at: expiresAt };
  return trx
    .insertInto('password_resets')
    .values({ organization_id: organizationId, user_id: userId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id']).doUpdateSet(values))
    .execute();
}

/** Finds the active member of an unexpired link. */
export function findReset(db: Database, organizationId: string, hash: Uint8Array, now: number) {
  return db
    .selectFrom('password_resets as r')
    .innerJoin('users as u', (on) =>
      on.onRef('u.organization_id', '=', 'r.organization_id').onRef('u.id', '=', 'r.user_id'),
    )
    .select(['r.user_id as userId', 'r.expires_at as expiresAt', 'u.email', 'u.name'])
    .where('r.organization_id', '=', organizationId)
    .where('r.hash', '=', hash)
    .where('r.expires_at', '>', now)
    .where('u.state', '=', 'active')
    .executeTakeFirst();
}

/** Uses up a link. Of two concurrent calls, one gets the row. */
export function consumeReset(trx: Transaction, organizationId: string, hash: Uint8Array, now: number) {
  return trx
    .deleteFrom('password_resets')
    .where('organization_id', '=', organizationId)
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .returning('user_id as userId')
    .executeTakeFirst();
}

/** Ends a link of any organization. */
export function deleteLeakedReset(db: Database, hash: Uint8Array) {
  return db.deleteFrom('password_resets').where('hash', '=', hash).execute();
}

/** Sets the password of an active member; undefined if they are not active any more. */
export function setPassword(trx: Transaction, organizationId: string, userId: string, passwordHash: string) {
  return trx
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('organization_id', '=', organizationId)
    .where('id', '=', userId)
    .where('state', '=', 'active')
    .returning('id')
    .executeTakeFirst();
}
