import type { Database } from '../storage/database.ts';
import { SecretKey } from './secret-key.ts';

const name = 'secret_key';

/** Gives the installation's secret key, once the database is there. */
export type SecretKeySource = () => Promise<SecretKey>;

/**
 * The secret key that the operator gives, or else the one kept in the database, made at first need: of two processes
 * that make one at once, both use the one that came first.
 */
export function secretKeySource(db: Database, configured: string | null): SecretKeySource {
  let key: SecretKey | null = configured === null ? null : new SecretKey(configured);
  return async () => {
    key ??= new SecretKey((await find(db)) ?? (await make(db)));
    return key;
  };
}

async function find(db: Database): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

async function make(db: Database): Promise<string> {
  await db
    .insertInto('settings')
    .values({ name, value: SecretKey.generate() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const value = await find(db);
  if (value === undefined) throw new Error('the secret key that was just made is not there');
  return value;
}
