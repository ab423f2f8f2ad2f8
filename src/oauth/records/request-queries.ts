import type { ExpressionBuilder } from 'kysely';
import type { Database, Transaction } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';

/** The columns of both kinds of requests. `client`: JSON of the client at the time of the request. */
type NewRequest = {
  readonly organizationId: string;
  readonly id: string;
  readonly client: string;
  readonly scopes: string;
  readonly audience: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};
type CodeRequest = NewRequest & {
  readonly sessionId: string;
  readonly issuer: string;
  readonly redirectUri: string;
  readonly redirectGiven: boolean;
  readonly state: string | null;
  readonly codeChallenge: string;
};
type DeviceRequest = NewRequest & {
  readonly userCodeMac: Uint8Array;
  readonly deviceCodeHash: Uint8Array;
  /** Seconds. */
  readonly interval: number;
};

function columnsOf(request: NewRequest) {
  return {
    organization_id: request.organizationId,
    id: request.id,
    client: request.client,
    scopes: request.scopes,
    audience: request.audience,
    created_at: request.createdAt,
    expires_at: request.expiresAt,
  };
}

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
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('oauth_requests as r')
        .innerJoin('sessions as s', (on) =>
          on.onRef('s.organization_id', '=', 'r.organization_id').onRef('s.id', '=', 'r.session_id'),
        )
        .select('r.id')
        .where('r.organization_id', '=', organizationId)
        .where('s.user_id', '=', (its) =>
          its
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
    )
    .execute();
}

export function insertDeviceRequest(db: Database, request: DeviceRequest) {
  return db
    .insertInto('oauth_requests')
    .values({
      ...columnsOf(request),
      kind: 'device',
      redirect_given: 0,
      user_code_mac: request.userCodeMac,
      device_code_hash: request.deviceCodeHash,
      poll_interval: request.interval,
    })
    .execute();
}

const requestColumns = [
  'id',
  'kind',
  'session_id as sessionId',
  'issuer',
  'client',
  'scopes',
  'audience',
  'redirect_uri as redirectUri',
  'redirect_given as redirectGiven',
  'state',
  'code_challenge as codeChallenge',
  'expires_at as expiresAt',
  'decided_at as decidedAt',
  'decision',
  'connection_id as connectionId',
] as const;
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

/** Matches undecided device requests that no other active session has claimed; a claim ends with its session. */
const openToSession = (sessionId: string) => (eb: ExpressionBuilder<Tables, 'oauth_requests'>) => {
  const holder = eb
    .selectFrom('sessions as s')
    .select('s.id')
    .whereRef('s.organization_id', '=', 'oauth_requests.organization_id')
    .whereRef('s.id', '=', 'oauth_requests.session_id')
    .where('s.id', '<>', sessionId);
  return eb.and([
    eb('oauth_requests.kind', '=', 'device'),
    eb('oauth_requests.decided_at', 'is', null),
    eb.not(eb.exists(holder)),
  ]);
};

/** Finds an undecided request of a device by its user code, unless another session claimed it. */
export function findDeviceRequestByCode(
  db: Database,
  organizationId: string,
  userCodeMacs: readonly Uint8Array[],
  sessionId: string,
  now: number,
) {
  return db
    .selectFrom('oauth_requests')
    .select(requestColumns)
    .where('organization_id', '=', organizationId)
    .where('user_code_mac', 'in', userCodeMacs)
    .where('expires_at', '>', now)
    .where(openToSession(sessionId))
    .executeTakeFirst();
}

/** Claims such a request for a session. If two sessions claim it at once, one gets the row. */
export function claimDeviceRequest(
  db: Database,
  organizationId: string,
  userCodeMacs: readonly Uint8Array[],
  sessionId: string,
  now: number,
) {
  return db
    .updateTable('oauth_requests')
    .set({ session_id: sessionId })
    .where('organization_id', '=', organizationId)
    .where('user_code_mac', 'in', userCodeMacs)
    .where('expires_at', '>', now)
    .where(openToSession(sessionId))
    .returning(requestColumns)
    .executeTakeFirst();
}

/**
 * Decides a request once; undefined if it is decided, has expired, or belongs to another session. An unclaimed device
 * request is claimed with the decision: its id is known only to sessions that had its code.
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

/** Finds the request of a device by its device code. */
export function findDeviceRequest(db: Database, organizationId: string, deviceCodeHash: Uint8Array) {
  return db
    .selectFrom('oauth_requests')
    .select(requestColumns)
    .select(['poll_interval as interval', 'polled_at as polledAt', 'spent_at as spentAt'])
    .where('organization_id', '=', organizationId)
    .where('device_code_hash', '=', deviceCodeHash)
    .executeTakeFirst();
}

/** Records when a device polled, and its polling interval from now on. @param interval seconds */
export function notePoll(
  trx: Transaction,
  organizationId: string,
  id: string,
  interval: number,
  now: number,
) {
  return trx
    .updateTable('oauth_requests')
    .set({ polled_at: now, poll_interval: interval })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Marks an allowed device code as spent; false if it already was. */
export async function spendDeviceRequest(
  trx: Transaction,
  organizationId: string,
  id: string,
  now: number,
): Promise<boolean> {
  const spent = await trx
    .updateTable('oauth_requests')
    .set({ spent_at: now })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('decision', '=', 'allow')
    .where('spent_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return spent !== undefined;
}
