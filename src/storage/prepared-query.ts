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
