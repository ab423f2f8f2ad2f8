import { type Compilable, type Expression, sql } from 'kysely';
import type { Database } from './database.ts';
import type { PreparedQuery } from './prepared-query.ts';

/**
 * An expression for each value of the input. A query can use it as a parameter but cannot compute with it.
 */
export type Placeholders<Input> = { readonly [Name in keyof Input]: Expression<Input[Name]> };

let preparedCount = 0;

/** The parameter of a compiled query that is replaced by an input's value when the query runs. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

type Options = {
  /** See PreparedQuery. */
  readonly unread?: boolean;
};

/**
 * Creates a query whose SQL is compiled at its first use, for queries that run with every request. Kysely
 * takes several times longer to build and compile a query than the database takes to answer it.
 * @param build returns the query. The caller computes values and chooses the form of the query.
 * @returns runs the query and returns all its rows
 */
export function compileOnce<Input extends object, Row>(
  build: (db: Database, input: Placeholders<Input>) => Compilable<Row>,
  { unread = false }: Options = {},
): (db: Database, input: Input) => Promise<Row[]> {
  /** By adapter, which a database and all its transactions share. */
  const compiled = new WeakMap<object, PreparedQuery<Row>>();
  return async (db, input) => {
    const { adapter } = db.getExecutor();
    let query = compiled.get(adapter);
    if (!query) {
      preparedCount += 1;
      const built = build(db, placeholders<Input>()).compile();
      query = { ...built, preparedAs: `spedy_${preparedCount}`, unread };
      compiled.set(adapter, query);
    }
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? Reflect.get(input, value.name) : value,
    );
    const { rows } = await db.executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

/** Returns a placeholder for any name, because the names are known only to the input's type. */
function placeholders<Input extends object>(): Placeholders<Input> {
  return new Proxy({} as Placeholders<Input>, {
    get: (_target, name) => sql`${new Placeholder(String(name))}`,
  });
}
