import { StorageError } from '../../errors.ts';
import type { Row } from '../format.ts';
import { allSteps, newerSchema, type TableShape } from '../shape.ts';
import type { Snapshot } from '../snapshot.ts';

/** The empty database that a backup is restored into. Until `finish` returns, nobody sees what was inserted. */
export type Target = {
  /** Creates the schema of the backup. */
  readonly create: (steps: readonly string[]) => Promise<void>;
  readonly insert: (table: TableShape, rows: readonly Row[]) => Promise<void>;
  /** What was inserted, to compare it. It need not be closed. */
  readonly inserted: Snapshot;
  /** Adds what the backup leaves out, and makes everything visible at once. */
  readonly finish: (steps: readonly string[]) => Promise<void>;
  /** Undoes everything that `finish` has not made visible, and closes the target. */
  readonly close: () => Promise<void>;
};

/** What a server that has started on an empty database leaves there: a restore replaces it. */
export const leftByStart: readonly string[] = ['settings', 'secret_keys', 'setup_links', 'mail_sends'];

/** The migration that plans how the search index is filled. An older backup gets it when it is migrated. */
export const searchFillStep = '0041-search-fills';

export const notEmpty = (name: string, table: string) =>
  new StorageError(
    `${name} is not empty (${table} has rows), and a restore replaces nothing: name an empty database in DATABASE_URL. Nothing was changed`,
  );

export const inUse = (name: string, by: string) =>
  new StorageError(
    `${name} is in use by ${by}: stop every server and command on it, and try again. Nothing was changed`,
  );

/**
 * Checks that tables of a database belong to this program.
 * @param steps the migrations of the database
 * @throws StorageError for tables of another program, or a newer version
 */
export function requireOwnTables(name: string, tables: readonly string[], steps: readonly string[]): void {
  const [first] = tables;
  if (first === undefined) return;
  if (!steps.includes(allSteps[0] ?? ''))
    throw new StorageError(
      `${name} has tables of another program (${first}): name an empty database in DATABASE_URL. Nothing was changed`,
    );
  const unknown = steps.filter((step) => !allSteps.includes(step));
  if (unknown.length > 0) throw newerSchema(unknown);
}
