import type { RawBuilder } from 'kysely';

/** Column types whose names differ between databases. */
export type ColumnTypes = {
  readonly bytes: RawBuilder<unknown>;
  /** An auto-incrementing primary key. */
  readonly sequence: RawBuilder<unknown>;
  /** The position of a row in the change feed, next to an `id` of the type above; set by the database. */
  readonly position: RawBuilder<unknown>;
};
