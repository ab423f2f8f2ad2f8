import { constants, DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { expect, vi } from 'vitest';
import type { Database } from '../../../src/storage/database.ts';
import { databaseKind } from '../../support/databases/database.ts';

/** Runs queries and returns them. */
export async function queriesOf(
  db: Database,
  work: (db: Database) => Promise<unknown>,
): Promise<CompiledQuery[]> {
  const executed = vi.spyOn(db.getExecutor(), 'executeQuery');
  try {
    await work(db);
    expect(executed).toHaveBeenCalled();
    return executed.mock.calls.map(([query]) => query);
  } finally {
    executed.mockRestore();
  }
}

/**
 * Expects a query to read only rows that it needs, whatever the sizes of its tables, and SQLite to plan it only when it is
 * prepared.
 */
export async function expectBounded(db: Database, query: CompiledQuery): Promise<void> {
  if (databaseKind !== 'sqlite') return expectFewRows(db, query);
  await expectSearches(db, query);
  await expectOnePlan(db, query);
}

/** SQLite plans a statement at each run if its plan depends on a parameter, such as that of a limit or a partial index. */
async function expectOnePlan(db: Database, { sql, parameters }: CompiledQuery): Promise<void> {
  const { rows } = await db.executeQuery<{ file: string }>(
    CompiledQuery.raw("select file from pragma_database_list where name = 'main'"),
  );
  const database = new DatabaseSync(rows[0]?.file ?? '', { readOnly: true });
  let planned = 0;
  // Called for each table and column while a statement is prepared.
  database.setAuthorizer(() => {
    planned += 1;
    return constants.SQLITE_OK;
  });
  const statement = database.prepare(sql);
  const run = () => statement.all(...(parameters as readonly (string | number | null)[]));
  run();
  const before = planned;
  run();
  expect(planned, sql).toBe(before);
  database.close();
}

/** Every table is searched by an index, and only limited subqueries are sorted. */
async function expectSearches(db: Database, { sql, parameters }: CompiledQuery): Promise<void> {
  const { rows: steps } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  );
  const details = steps.map(({ detail }) => detail);
  const plan = `${sql}\n${details.join('\n')}`;
  const tables = [
    'audit_events',
    'users',
    'access_tokens',
    'notices',
    'invitations',
    'token_usage',
    'tickets',
    'member_words',
    'token_words',
    'token_addresses',
  ];
  for (const detail of details) {
    const [, scanned = ''] = /^SCAN (\w+)/.exec(detail) ?? [];
    expect(
      [
        ...tables,
        'oauth_applications',
        'oauth_connections',
        'a',
        'b',
        'c',
        'e',
        'i',
        'm',
        's',
        't',
        'u',
        'scim_profiles',
      ],
      plan,
    ).not.toContain(scanned);
  }
  const sorts = details.filter(
    (detail) => detail.startsWith('USE TEMP B-TREE FOR') && detail.includes('ORDER BY'),
  );
  expect(sorts.length, plan).toBeLessThanOrEqual(
    details.filter((detail) => /^SCAN (listed|part|json_each)/.test(detail)).length,
  );
}

type Plan = {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
};

/** No step reads many more rows than the page has, except to count. */
async function expectFewRows(db: Database, { sql, parameters }: CompiledQuery): Promise<void> {
  if (/^select (\(select )?count\(\*\)/.test(sql)) return;
  const { rows: answer } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    CompiledQuery.raw(`explain (analyze, format json) ${sql}`, [...parameters]),
  );
  const plan = answer[0]?.['QUERY PLAN'][0].Plan;
  expect(plan && mostRows(plan), `${sql}\n${JSON.stringify(plan, null, 1)}`).toBeLessThanOrEqual(1_500);
}

function mostRows(plan: Plan): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  return Math.max(own, ...(plan.Plans ?? []).map(mostRows));
}
