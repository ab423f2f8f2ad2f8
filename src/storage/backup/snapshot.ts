import type { Row } from './format.ts';
import type { TableShape } from './shape.ts';

/** A consistent view of a database, whatever is written meanwhile. */
export type Snapshot = {
  readonly engine: 'SQLite' | 'PostgreSQL';
  /** The migrations of the database; none if it has no schema. */
  readonly steps: () => Promise<readonly string[]>;
  readonly count: (table: string) => Promise<number>;
  /** All rows, in batches and in no particular order. Memory does not depend on their number. */
  readonly rows: (table: TableShape) => AsyncIterable<readonly Row[]>;
  readonly close: () => Promise<void>;
};

/** Quotes a name of a table or column. All of them come from the shape of the schema. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The columns of a table, for a statement. */
export function columnList({ columns }: TableShape): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}
