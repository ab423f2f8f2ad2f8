import type { Database, Transaction } from '../storage/database.ts';

export function insertSetupLink(db: Database, hash: Uint8Array, at: number) {
  return db.insertInto('setup_links').values({ hash, created_at: at }).execute();
}

/** Uses a link up. Of several uses at once, one gets the row. */
export async function consumeSetupLink(trx: Transaction, hash: Uint8Array): Promise<boolean> {
  const row = await trx
    .deleteFrom('setup_links')
    .where('hash', '=', hash)
    .returning('created_at')
    .executeTakeFirst();
  return row !== undefined;
}

export async function isSetupLink(db: Database, hash: Uint8Array): Promise<boolean> {
  const row = await db
    .selectFrom('setup_links')
    .select('created_at')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

export function deleteSetupLinks(db: Database) {
  return db.deleteFrom('setup_links').execute();
}
