import type { CompiledQuery } from 'kysely';

/** Counts what a database does for queries, on a copy that the queries leave as it was. */
export type WorkCounter = {
  /**
   * Runs queries in a transaction that is rolled back.
   * @param before queries that prepare the counted ones
   * @returns for each counted query the steps of SQLite, or the rows that PostgreSQL reads
   */
  readonly count: (before: readonly CompiledQuery[], counted: readonly CompiledQuery[]) => Promise<number[]>;
  readonly close: () => Promise<void>;
};
