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

/** Expects a query to read only rows that it needs, whatever the sizes of its tables. */
export function expectBounded(db: Database, query: CompiledQuery): Promise<void> {
  return databaseKind === 'sqlite' ? expectSearches(db, query) : expectFewRows(db, query);
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
  if (sql.startsWith('select count(*)')) return;
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
