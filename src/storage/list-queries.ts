import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables/tables.ts';

/** The number of rows that a list counts, and that its page numbers reach. */
export const countedRows = 10_000;

/** The length of a list. If it is not exact, there are more than `countedRows`, which `total` is then. */
export type Total = { readonly total: number; readonly isExact: boolean };

/** Counts the rows of a query, up to `countedRows`. */
export async function countRows<DB extends Tables, TB extends keyof DB>(
  db: Database,
  rows: SelectQueryBuilder<DB, TB, object>,
): Promise<Total> {
  const { counted } = await db
    .selectFrom(
      rows
        .select(sql<number>`1`.as('one'))
        .limit(countedRows + 1)
        .as('counted'),
    )
    .select((eb) => eb.fn.countAll<number>().as('counted'))
    .executeTakeFirstOrThrow();
  return { total: Math.min(counted, countedRows), isExact: counted <= countedRows };
}

/** Compares columns as one value with the position of a row in the order of those columns. Null matches every row. */
export function compareRow(
  columns: readonly string[],
  operator: '<' | '>',
  position: readonly (number | string)[] | null,
) {
  if (position === null) return sql<SqlBool>`true`;
  const left = sql.join(columns.map((column) => sql.ref(column)));
  return sql<SqlBool>`(${left}) ${sql.raw(operator)} (${sql.join(position)})`;
}
