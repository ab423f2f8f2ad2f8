import { type ClientBase, DatabaseError } from 'pg';
import { DatabaseUnavailable } from '../errors.ts';

/** Connections that are of no use any more: broken, or given up. */
const lost = new WeakSet<ClientBase>();

/** Notes it when a connection breaks; one that does so in the middle of a transaction would end the process otherwise. */
export function watchConnection(client: ClientBase): void {
  client.on('error', () => lost.add(client));
  client.on('end', () => lost.add(client));
}

export function giveUp(client: ClientBase): void {
  lost.add(client);
}

export function isLost(client: ClientBase): boolean {
  return lost.has(client);
}

/**
 * What a statement is refused with for PostgreSQL's own reasons: connection trouble, a pooler that cannot log in or finds
 * no database, out of resources, stopped or stopping, cancelled, a system error, read-only since a failover, a
 * transaction that was idle or took too long, locked, and a lost race that was lost at every retry.
 */
const unavailableStates = /^(08|28|3D|53|57P0|58|25006|25P0[34]|40001|40P01|55P03|57014)/;
/** Named statements that the session does not have, or that were planned for columns of before a migration. */
const staleStates = /^(26000|0A000)$/;
/** After these the session is of no use to anybody, though its socket may live on. */
const brokenStates = /^(25006|26000|0A000|57P0)/;

/**
 * An error of a statement as it is thrown on. What the server says of the statement itself stays as it is; what it says
 * of its own state, and whatever comes of a connection that is lost, is unavailable.
 * @param named whether the statement was sent by the name that the session keeps it under
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

/** Whatever keeps a connection from being made: nothing of it is the request's fault. */
export function connectFailure(error: unknown): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error;
  return new DatabaseUnavailable(reasonOf(error), error);
}

/** A name that stands for several addresses fails once for each, in an error without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : 'no connection to the database';
}
