import type { Kysely } from 'kysely';
import type { ColumnTypes } from '../dialects/column-types.ts';
import type { Tables } from '../tables/tables.ts';

/** A schema migration, run once and in order on every database. */
export type MigrationStep = (db: Kysely<Tables>, types: ColumnTypes) => Promise<void>;
