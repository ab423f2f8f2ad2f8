import type { CompiledQuery } from 'kysely';

export type PreparedQuery<Row = unknown> = CompiledQuery<Row> & {
  /** The query runs often with the same SQL: PostgreSQL keeps its plan under this name. */
  readonly preparedAs: string;
  /**
   * Its result is not used: a PostgreSQL transaction continues without waiting for the response, and fails at
   * its next statement or commit if the query failed.
   */
  readonly unread: boolean;
};

export function isPrepared(query: CompiledQuery): query is PreparedQuery {
  return 'preparedAs' in query;
}

/**
 * A query whose SQL is compiled once and that reads more than a few rows, so it never runs on the connection that short
 * queries share. PostgreSQL plans it each time: a plan for any organization would suit only those of average size.
 */
export type CompiledList<Row = unknown> = CompiledQuery<Row> & {
  /**
   * Whether it reads at most about a thousand rows however large its tables are, in the order of an index. Then SQLite
   * runs it on the server's thread: handing it to another thread would take longer.
   */
  readonly isShort: boolean;
};

export function isCompiledList(query: CompiledQuery): query is CompiledList {
  return 'isShort' in query;
}
