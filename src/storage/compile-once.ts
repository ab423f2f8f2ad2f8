import { type Compilable, type CompiledQuery, type Expression, sql } from 'kysely';
import type { Database } from './database.ts';
import type { CompiledList, PreparedQuery } from './prepared-query.ts';

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

type Build<Input, Row> = (db: Database, input: Placeholders<Input>) => Compilable<Row>;
/** Runs a query and returns all its rows. */
type Run<Input, Row> = (db: Database, input: Input) => Promise<Row[]>;

type Options = {
  /** See PreparedQuery. */
  readonly unread?: boolean;
};

/**
 * Creates a query whose SQL is compiled at its first use, for queries that run with every request. Kysely
 * takes several times longer to build and compile a query than the database takes to answer it.
 * @param build returns the query. The caller computes values and chooses the form of the query.
 */
export function compileOnce<Input extends object, Row>(
  build: Build<Input, Row>,
  { unread = false }: Options = {},
): Run<Input, Row> {
  return runCompiled(build, (query): PreparedQuery<Row> => {
    preparedCount += 1;
    return { ...query, preparedAs: `spedy_${preparedCount}`, unread };
  });
}

/**
 * Creates a list whose SQL is compiled at the first use of each of its forms.
 * @param build returns the query in a form
 * @param isShort see CompiledList
 */
export function compileForms<Form extends object, Input extends object, Row>(
  build: (db: Database, form: Form, input: Placeholders<Input>) => Compilable<Row>,
  isShort: boolean,
): (db: Database, form: Form, input: Input) => Promise<Row[]> {
  const forms = new Map<string, Run<Input, Row>>();
  return (db, form, input) => {
    const key = JSON.stringify(form);
    let run = forms.get(key);
    if (!run) {
      run = runCompiled<Input, Row>(
        (database, values) => build(database, form, values),
        (query): CompiledList<Row> => ({ ...query, isShort }),
      );
      forms.set(key, run);
    }
    return run(db, input);
  };
}

/** Returns a function that compiles a query at its first use on each database. */
function runCompiled<Input extends object, Row>(
  build: Build<Input, Row>,
  label: (query: CompiledQuery<Row>) => CompiledQuery<Row>,
): Run<Input, Row> {
  /** By adapter, which a database and all its transactions share. */
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, input) => {
    const { adapter } = db.getExecutor();
    let query = compiled.get(adapter);
    if (!query) {
      query = label(build(db, placeholders<Input>()).compile());
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
