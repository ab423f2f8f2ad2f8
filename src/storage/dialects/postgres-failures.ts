import { type ClientBase, DatabaseError } from 'pg';
import { DatabaseUnavailable } from '../errors.ts';

/** Connections that are broken or given up. */
const lost = new WeakSet<ClientBase>();

/**
 * Marks a connection as lost when it breaks. Without these handlers, an error during a transaction would end
 * the process.
 */
export function watchConnection(client: ClientBase): void {
  client.on('error', () => lost.add(client));
  client.on('end', () => lost.add(client));
  watchReplication(client);
}

/** Connections whose last commit did not wait for its standby. */
const unreplicated = new WeakSet<ClientBase>();

/**
 * Watches for commits that somebody canceled while they waited for a synchronous standby: PostgreSQL acknowledges them
 * with a warning, although a failover can lose them.
 */
function watchReplication(client: ClientBase): void {
  client.on('notice', ({ routine }) => {
    if (routine === 'SyncRepWaitForLSN') unreplicated.add(client);
  });
}

/** Whether a commit of the connection was acknowledged without its standby. */
export function isUnreplicated(client: ClientBase): boolean {
  return unreplicated.has(client);
}

export function giveUp(client: ClientBase): void {
  lost.add(client);
}

export function isLost(client: ClientBase): boolean {
  return lost.has(client);
}

/**
 * SQLSTATE codes for PostgreSQL's own problems: connection trouble, a pooler that cannot log in or finds no
 * database, insufficient resources, shutdown, cancellation, system errors, read-only after a failover,
 * transactions that were idle or too slow, locks, and conflicts that persisted through all retries.
 */
const unavailableStates = /^(08|28|3D|53|57P0|58|25006|25P0[34]|40001|40P01|55P03|57014)/;
/**
 * Named statements that the session does not have, or that were planned before a migration changed their
 * columns.
 */
const staleStates = /^(26000|0A000)$/;
/** After these the session is unusable, although its socket may be open. */
const brokenStates = /^(25006|26000|0A000|57P0)/;

/**
 * Converts a statement error. The server's errors about the statement stay unchanged; errors about the
 * server's state or a lost connection become DatabaseUnavailable.
 * @param named whether the statement was sent by its prepared name
 */
export function statementFailure(error: unknown, client: ClientBase, named: boolean): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailable) return error;
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    const stale = named && staleStates.test(state);
    if (stale || (brokenStates.test(state) && !staleStates.test(state))) giveUp(client);
    return stale || unavailableStates.test(state) ? new DatabaseUnavailable(error.message, error) : error;
  }
  return isLost(client) ? new DatabaseUnavailable(error.message, error) : error;
}

/** Converts a connection error, which is never the request's fault. */
export function connectFailure(error: unknown): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error;
  return new DatabaseUnavailable(reasonOf(error), error);
}

/** A host name with several addresses fails once per address, in an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : 'cannot connect to the database';
}
