import type { ExpressionBuilder } from 'kysely';
import type { Database, Transaction } from '../../storage/database.ts';
import type { Tables } from '../../storage/tables/tables.ts';
import { columnsOf, type NewRequest, requestColumns } from './request-columns.ts';

type DeviceRequest = NewRequest & {
  readonly userCodeMac: Uint8Array;
  readonly deviceCodeHash: Uint8Array;
  /** Seconds. */
  readonly interval: number;
};

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

/** Matches undecided device requests that no other active session has claimed; a claim ends with its session. */
export const openToSession = (sessionId: string) => (eb: ExpressionBuilder<Tables, 'oauth_requests'>) => {
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

const unchangedHolder = (holder: string | null) => (eb: ExpressionBuilder<Tables, 'oauth_requests'>) =>
  holder === null ? eb('session_id', 'is', null) : eb('session_id', '=', holder);

/**
 * Claims such a request for a session. If two sessions claim it at once, one gets the row. The update compares columns of
 * the row only: PostgreSQL checks those again after it waits for a concurrent update, but not a joined table.
 */
export async function claimDeviceRequest(
  db: Database,
  organizationId: string,
  userCodeMacs: readonly Uint8Array[],
  sessionId: string,
  now: number,
) {
  const open = await findDeviceRequestByCode(db, organizationId, userCodeMacs, sessionId, now);
  if (!open) return undefined;
  return db
    .updateTable('oauth_requests')
    .set({ session_id: sessionId })
    .where('organization_id', '=', organizationId)
    .where('id', '=', open.id)
    .where((eb) => eb.or([unchangedHolder(open.sessionId)(eb), eb('session_id', '=', sessionId)]))
    .where('decided_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(requestColumns)
    .executeTakeFirst();
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
export function recordPoll(
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
