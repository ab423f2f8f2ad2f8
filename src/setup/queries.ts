import type { Database, Transaction } from '../storage/database.ts';

export function insertSetupLink(db: Database, hash: Uint8Array, at: number) {
  return db.insertInto('setup_links').values({ hash, created_at: at }).execute();
}

/**
 * Consumes a link and deletes all others, because there is only one first organization. Of several concurrent
 * uses, one gets the rows; the others wait and find none.
 */
export async function consumeSetupLink(trx: Transaction, hash: Uint8Array): Promise<boolean> {
  const used = await trx
    .deleteFrom('setup_links')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('setup_links as mine').select('mine.hash').where('mine.hash', '=', hash)),
    )
    .returning('created_at')
    .execute();
  return used.length > 0;
}

export async function isSetupLink(db: Database, hash: Uint8Array): Promise<boolean> {
  const row = await db
    .selectFrom('setup_links')
    .select('created_at')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

export function deleteSetupLink(db: Database, hash: Uint8Array) {
  return db.deleteFrom('setup_links').where('hash', '=', hash).execute();
}

export function deleteSetupLinks(db: Database) {
  return db.deleteFrom('setup_links').execute();
}
