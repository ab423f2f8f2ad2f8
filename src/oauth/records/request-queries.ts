import type { Database, Transaction } from '../../storage/database.ts';
import { among } from '../../storage/dialects/queries/among.ts';
import { openToSession } from './device-request-queries.ts';
import { columnsOf, type NewRequest, requestColumns } from './request-columns.ts';

type CodeRequest = NewRequest & {
  readonly sessionId: string;
  readonly issuer: string;
  readonly redirectUri: string;
  readonly redirectGiven: boolean;
  readonly state: string | null;
  readonly codeChallenge: string;
};
export function insertCodeRequest(db: Database, request: CodeRequest) {
  return db
    .insertInto('oauth_requests')
    .values({
      ...columnsOf(request),
      kind: 'code',
      session_id: request.sessionId,
      issuer: request.issuer,
      redirect_uri: request.redirectUri,
      redirect_given: request.redirectGiven ? 1 : 0,
      state: request.state,
      code_challenge: request.codeChallenge,
    })
    .execute();
}

/** Maximum number of open requests of one member. */
const maxOpenRequests = 20;

/**
 * Deletes the oldest open requests in all sessions of a member beyond the maximum. Called after a new request is stored;
 * of several concurrent calls, the last one enforces the maximum.
 * @param newest the request just stored, which is not deleted
 * @param sessionId any session of the member
 */
export function deleteExcessRequests(
  db: Database,
  organizationId: string,
  sessionId: string,
  newest: string,
  now: number,
) {
  return db
    .deleteFrom('oauth_requests')
    .where('organization_id', '=', organizationId)
    .where(
      among(
        db,
        'id',
        db
          .selectFrom('oauth_requests as r')
          .innerJoin('sessions as s', (on) =>
            on.onRef('s.organization_id', '=', 'r.organization_id').onRef('s.id', '=', 'r.session_id'),
          )
          .select('r.id')
          .where('r.organization_id', '=', organizationId)
          .where('s.user_id', '=', (inner) =>
            inner
              .selectFrom('sessions')
              .select('user_id')
              .where('organization_id', '=', organizationId)
              .where('id', '=', sessionId),
          )
          .where('r.id', '<>', newest)
          .where('r.decided_at', 'is', null)
          .where('r.expires_at', '>', now)
          .orderBy('r.created_at', 'desc')
          .orderBy('r.id', 'desc')
          .limit(1_000)
          .offset(maxOpenRequests - 1),
      ),
    )
    .execute();
}

export type RequestRow = NonNullable<Awaited<ReturnType<typeof findRequest>>>;

/** Finds a request that this session opened and that has not expired, decided or not. */
export function findRequest(
  db: Database,
  organizationId: string,
  id: string,
  sessionId: string,
  now: number,
) {
  return db
    .selectFrom('oauth_requests')
    .select(requestColumns)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('session_id', '=', sessionId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/**
 * Decides a request once; undefined if it is decided, has expired, or belongs to another session. An unclaimed device
 * request is claimed with the decision: its ID is known only to sessions that had its code.
 */
export function decideRequest(
  trx: Transaction,
  organizationId: string,
  id: string,
  sessionId: string,
  decision: 'allow' | 'deny',
  now: number,
) {
  return trx
    .updateTable('oauth_requests')
    .set({ decided_at: now, decision, session_id: sessionId })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('session_id', '=', sessionId), openToSession(sessionId)(eb)]))
    .where('expires_at', '>', now)
    .where('decided_at', 'is', null)
    .returning(requestColumns)
    .executeTakeFirst();
}

export function setRequestConnection(
  trx: Transaction,
  organizationId: string,
  id: string,
  connectionId: string,
) {
  return trx
    .updateTable('oauth_requests')
    .set({ connection_id: connectionId })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
