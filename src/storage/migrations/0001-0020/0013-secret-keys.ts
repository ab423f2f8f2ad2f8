import { sql } from 'kysely';
import type { MigrationStep } from '../types.ts';

/**
 * The secret keys that seal this database's values, by id. Rows without `key_id` were sealed before keys had
 * ids.
 */
export const secretKeys: MigrationStep = async (db, types) => {
  await db.schema
    .createTable('secret_keys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('next','current','old')`))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('retired_at', 'bigint')
    .addColumn('generated', 'text')
    .addColumn('wrapped', types.bytes)
    .addColumn('wrapped_by', 'text')
    .execute();
  await db.schema
    .createIndex('secret_keys_current')
    .on('secret_keys')
    .column('state')
    .unique()
    .where(sql.ref('state'), '=', sql.lit('current'))
    .execute();
  await db.schema.alterTable('second_factors').addColumn('key_id', 'text').execute();
  await db.schema.alterTable('backup_codes').addColumn('key_id', 'text').execute();
};
