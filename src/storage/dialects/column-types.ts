import type { RawBuilder } from 'kysely';

/** Column types whose names differ between databases. */
export type ColumnTypes = {
  readonly bytes: RawBuilder<unknown>;
  /** A primary key that the database counts up. */
  readonly sequence: RawBuilder<unknown>;
  /** Where a row stands in the feed of changes, beside an `id` of the type above; the database fills it in. */
  readonly position: RawBuilder<unknown>;
};
