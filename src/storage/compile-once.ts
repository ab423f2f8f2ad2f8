import type { CompiledQuery } from 'kysely';
import type { Database } from './database.ts';
import type { PreparedQuery } from './prepared-query.ts';

/** What Kysely builds, before it is run. */
type Built<Row> = { compile(): CompiledQuery<Row> };

let prepared = 0;

/** Stands in a query for a value that is another one each time. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query whose SQL is written at its first use: to build and compile it takes Kysely several times as long as the
 * database does to answer it. For what runs at every request, or several times in one.
 * @param build makes the query. It sees stand-ins, so it may only hand on what it is given: what is to be computed, or
 * decides the form of the query, is the caller's matter
 * @param options see PreparedQuery
 * @returns runs the query, and gives all its rows
 */
export function compileOnce<Input extends object, Row>(
  build: (db: Database, input: Input) => Built<Row>,
  { unread = false }: { readonly unread?: boolean } = {},
): (db: Database, input: Input) => Promise<Row[]> {
  /** By the adapter, of which a database and all its transactions have the same one. */
  const known = new WeakMap<object, PreparedQuery<Row>>();
  return async (db, input) => {
    const { adapter } = db.getExecutor();
    let query = known.get(adapter);
    if (!query) {
      prepared += 1;
      query = { ...build(db, slots<Input>()).compile(), preparedAs: `spedy_${prepared}`, unread };
      known.set(adapter, query);
    }
    const values = input as Readonly<Record<string, unknown>>;
    const parameters = query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value));
    const { rows } = await db.executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

/** An object that has a stand-in of every name. */
function slots<Input extends object>(): Input {
  return new Proxy({}, { get: (_none, name) => new Slot(String(name)) }) as Input;
}
