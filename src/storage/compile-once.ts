import type { CompiledQuery } from 'kysely';
import type { Database } from './database.ts';

/** What Kysely builds, before it is run. */
type Built<Row> = { compile(): CompiledQuery<Row> };

/**
 * A query by one value, whose SQL is written at its first use: to build and compile it takes several times as long as
 * the database does to answer it, which a look-up at every request would pay each time.
 * @param build makes the query; the value must be its only parameter
 */
export function compileOnce<Value, Row>(
  build: (db: Database, value: Value) => Built<Row>,
): (db: Database, value: Value) => Promise<Row | undefined> {
  const known = new WeakMap<Database, CompiledQuery<Row>>();
  return async (db, value) => {
    let query = known.get(db);
    if (!query) {
      query = build(db, value).compile();
      if (query.parameters.length !== 1) throw new Error(`one parameter was to be in: ${query.sql}`);
      known.set(db, query);
    }
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: [value] });
    return rows[0];
  };
}
