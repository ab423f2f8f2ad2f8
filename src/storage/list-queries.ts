import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './tables/tables.ts';

/** The number of rows that a list counts, and that its page numbers reach. */
export const countedRows = 10_000;

/** The length of a list. If it is not exact, `total` is what was counted, and there are more. */
export type Total = { readonly total: number; readonly isExact: boolean };

/** Counts the rows of a query, up to `most`. */
export async function countRows<DB extends Tables, TB extends keyof DB>(
  db: Database,
  rows: SelectQueryBuilder<DB, TB, object>,
  most = countedRows,
): Promise<Total> {
  const [counted] = await limitedCount(db, rows, most + 1).execute();
  return totalOf(counted?.counted ?? 0, most);
}

/** Selects the number of rows of a query, up to a limit. */
export function limitedCount<DB extends Tables, TB extends keyof DB>(
  db: Database,
  rows: SelectQueryBuilder<DB, TB, object>,
  limit: number | Expression<number>,
) {
  return db
    .selectFrom(rows.select(sql<number>`1`.as('one')).limit(limit).as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('counted'));
}

/** @param counted the number of rows, up to one more than `most` */
export function totalOf(counted: number, most: number): Total {
  return { total: Math.min(counted, most), isExact: counted <= most };
}

/** Compares columns as one value with the position of a row in the order of those columns. Null matches every row. */
export function compareRow(
  columns: readonly (string | Expression<unknown>)[],
  operator: '<' | '>',
  position: readonly (number | string | Expression<number | string>)[] | null,
) {
  if (position === null) return sql<SqlBool>`true`;
  const left = sql.join(columns.map((column) => (typeof column === 'string' ? sql.ref(column) : column)));
  return sql<SqlBool>`(${left}) ${sql.raw(operator)} (${sql.join(position)})`;
}
