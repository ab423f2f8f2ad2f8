import { sql } from 'kysely';
import type { OpenDatabase } from '../../../src/storage/database.ts';
import { migrationSteps } from '../../../src/storage/migrations/list.ts';

/** Runs some migrations, as an older version did. */
export async function migrateTo({ db, types }: OpenDatabase, names: readonly string[]): Promise<void> {
  for (const name of names) await migrationSteps[name]?.(db, types);
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    db,
  );
  for (const [index, name] of names.entries()) {
    const at = new Date(index).toISOString();
    await sql`insert into kysely_migration values (${name}, ${at})`.execute(db);
  }
}
