import type { Kysely } from 'kysely';
import type { ColumnTypes } from '../dialects/column-types.ts';
import type { Tables } from '../tables/tables.ts';

/** One step of the schema, run once and in order, on every kind of database. */
export type MigrationStep = (db: Kysely<Tables>, types: ColumnTypes) => Promise<void>;
