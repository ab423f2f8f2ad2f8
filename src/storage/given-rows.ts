import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { isPostgres } from './dialects/is-postgres.ts';

/** The type of a column. */
type ColumnType = 'text' | 'integer' | 'bigint';
/** The names of columns and their types, in the order of the values of a row. */
type Columns = Readonly<Record<string, ColumnType>>;

/**
 * Returns a table of given rows for `from`. All of them are one parameter: a statement with a parameter for each value takes
 * several times longer to build than to run, and is another one for each number of rows.
 */
export function givenRows(
  db: Database,
  columns: Columns,
  rows: readonly (readonly (string | number)[])[],
): RawBuilder<unknown> {
  const names = Object.entries(columns).map(
    ([name, type], index) =>
      sql`cast(given.value ->> ${sql.lit(index)} as ${sql.raw(type)}) as ${sql.ref(name)}`,
  );
  const json = JSON.stringify(rows);
  const given = isPostgres(db)
    ? sql`json_array_elements(${json}::json) as given (value)`
    : sql`json_each(${json}) as given`;
  return sql`(select ${sql.join(names)} from ${given})`;
}
