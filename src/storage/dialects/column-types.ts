import type { RawBuilder } from 'kysely';

/** Column types whose names differ between databases. */
export type ColumnTypes = { readonly bytes: RawBuilder<unknown> };
