import type { CompiledQuery, QueryResult } from 'kysely';
import {
  Client,
  type ClientBase,
  type QueryResult as PgResult,
  type QueryConfig,
  type QueryResultRow,
} from 'pg';
import { untilDeadline } from '../deadline.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { isPrepared } from '../prepared-query.ts';

/** Clients connected directly to a server process. */
const direct = new WeakSet<ClientBase>();

/**
 * Detects whether a new connection goes directly to PostgreSQL: a pooler (PgBouncer) tells its clients an
 * invented process id. Only a direct connection keeps session state such as prepared statements.
 * @param by deadline for the server's response, after which the connection is cut
 */
export async function detectPooler(client: ClientBase, by: number): Promise<void> {
  const response = client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const { rows } = await untilDeadline(response, by, () => {
    if (client instanceof Client) client.connection.stream.destroy();
    return new DatabaseUnavailable('the database accepts connections but does not respond');
  });
  if ('processID' in client && client.processID === rows[0]?.pid) direct.add(client);
}

export function isDirect(client: ClientBase): boolean {
  return direct.has(client);
}

/** Converts a query for pg: by name if the session keeps it, so that it is parsed and planned once. */
export function queryOf(query: CompiledQuery, inOwnSession: boolean): QueryConfig {
  const { sql, parameters } = query;
  const plain = { text: sql, values: parameters as unknown[] };
  return inOwnSession && isPrepared(query) ? { ...plain, name: query.preparedAs } : plain;
}

export function resultOf<Row extends QueryResultRow>(result: PgResult<Row>): QueryResult<Row> {
  const { command, rowCount, rows } = result;
  const changed = command !== 'SELECT' && rowCount !== null;
  return changed ? { rows, numAffectedRows: BigInt(rowCount) } : { rows };
}
