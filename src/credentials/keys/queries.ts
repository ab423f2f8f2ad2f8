import type { Database, Transaction } from '../../storage/database.ts';

export type KeyRow = {
  readonly id: string;
  readonly state: string;
  readonly createdAt: number;
  readonly retiredAt: number | null;
  readonly generated: string | null;
  readonly wrapped: Uint8Array | null;
  readonly wrappedBy: string | null;
};

/** Returns all keys, newest first. One statement, so the result is consistent. */
export function listKeys(db: Database): Promise<KeyRow[]> {
  return db
    .selectFrom('secret_keys')
    .select([
      'id',
      'state',
      'created_at as createdAt',
      'retired_at as retiredAt',
      'generated',
      'wrapped',
      'wrapped_by as wrappedBy',
    ])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** Finds the key that was generated before keys had IDs, in base64. */
export async function findEarlyKey(db: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'secret_key')
    .executeTakeFirst();
  return row?.value;
}

export function deleteEarlyKey(trx: Transaction) {
  return trx.deleteFrom('settings').where('name', '=', 'secret_key').execute();
}

/** Inserts a key, unless one with this ID or another current key exists. */
export function insertKey(
  db: Database,
  { id, state, createdAt, retiredAt, generated, wrapped, wrappedBy }: KeyRow,
) {
  return db
    .insertInto('secret_keys')
    .values({
      id,
      state,
      created_at: createdAt,
      retired_at: retiredAt,
      generated,
      wrapped,
      wrapped_by: wrappedBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type KeyChange = Partial<Omit<KeyRow, 'id' | 'createdAt'>>;

/**
 * Changes a key. Returns false if it is not in the expected state; of concurrent callers, only one gets true.
 */
export async function changeKey(
  trx: Transaction,
  id: string,
  expected: string,
  { wrappedBy, retiredAt, ...change }: KeyChange,
): Promise<boolean> {
  const changed = await trx
    .updateTable('secret_keys')
    .set({
      ...change,
      ...(wrappedBy === undefined ? {} : { wrapped_by: wrappedBy }),
      ...(retiredAt === undefined ? {} : { retired_at: retiredAt }),
    })
    .where('id', '=', id)
    .where('state', '=', expected)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

export function deleteKey(trx: Transaction, id: string) {
  return trx.deleteFrom('secret_keys').where('id', '=', id).where('state', '<>', 'current').execute();
}
