import type { CompiledQuery } from 'kysely';

export type PreparedQuery<Row = unknown> = CompiledQuery<Row> & {
  /** The query runs again and again, always with the same SQL: PostgreSQL keeps it planned under this name. */
  readonly preparedAs: string;
  /**
   * Nobody reads what it gives: a transaction on PostgreSQL goes on without waiting for the answer, and fails with it
   * at its next statement or at its commit.
   */
  readonly unread: boolean;
};

export function isPrepared(query: CompiledQuery): query is PreparedQuery {
  return 'preparedAs' in query;
}
