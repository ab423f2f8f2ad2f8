import { DatabaseSync } from 'node:sqlite';
import type { CompiledQuery } from 'kysely';
import { sqlitePath } from '../../../src/storage/database-name.ts';
import { connect } from './sql.ts';

type Step = { readonly id: number; readonly parent: number; readonly detail: string };

/**
 * Returns why the queries could take longer with more rows, judged by SQLite's plans, which do not show how many rows a
 * step reads. Judged are full scans, sorting, counting without a limit and searching without an index.
 */
export function growthOnSqlite(url: string, queries: readonly CompiledQuery[]): string[] {
  const database = new DatabaseSync(sqlitePath(url), { readOnly: true });
  const reasons = queries.flatMap(({ sql, parameters }) => {
    const statement = database.prepare(`explain query plan ${sql}`);
    const plan = statement.all(...(parameters as string[])) as Step[];
    const hasInnerLimit = /\blimit \?( offset \?)?\)/.test(sql);
    const isLimited = (step: Step | undefined) =>
      step !== undefined && hasInnerLimit && readsSubquery(sql, step.detail);
    const sorted = plan.filter(({ detail }) => /USE TEMP B-TREE FOR .*ORDER BY/.test(detail));
    const scanned = plan.filter(({ detail }) => /^SCAN (?!CONSTANT)/.test(detail));
    return [
      ...scanned.filter(({ detail }) => !readsSubquery(sql, detail)).map(({ detail }) => detail),
      // Sorting what an inner limit let through is bounded.
      ...sorted.filter((step) => !isLimited(sourceOf(step, plan))).map(({ detail }) => detail),
      ...(/\b(count|max)\(/.test(sql) && !hasInnerLimit ? ['counts without a limit'] : []),
      ...(/ like |substr\(/.test(sql) && !plan.some(({ detail }) => detail.includes('VIRTUAL TABLE'))
        ? ['searches without an index']
        : []),
    ];
  });
  database.close();
  return [...new Set(reasons)];
}

/** Returns the outermost step that reads the rows of a sort. */
function sourceOf({ parent }: Step, plan: readonly Step[]): Step | undefined {
  return plan.find((step) => step.parent === parent && /^(SCAN|SEARCH) /.test(step.detail));
}

/** Whether a step reads a subquery or common table expression. */
function readsSubquery(sql: string, step: string): boolean {
  const name = /^SCAN (\S+)/.exec(step)?.[1];
  if (name === undefined) return false;
  if (name.startsWith('(')) return true;
  return new RegExp(`\\) as "?${name}\\b|"?${name}"? as (materialized )?\\(|with recursive "?${name}`).test(
    sql,
  );
}

/** Every plan must avoid these, as it would on a large table. */
const joins = ['seqscan', 'hashjoin', 'mergejoin', 'material'];
/**
 * What the planner must avoid. On tables as small as those of a test it would often read everything. With the first list,
 * it reads rows in the order of an index; with the second, all rows that match an index.
 */
const avoided = [
  [...joins, 'sort', 'bitmapscan'],
  [...joins, 'indexscan', 'indexonlyscan'],
];

/**
 * Returns the number of rows that PostgreSQL reads for the queries, each with its best plan for a large table. Rows that a
 * limited count counts are free, because their number is bounded.
 */
export function rowsReadOnPostgres(url: string, queries: readonly CompiledQuery[]): Promise<number> {
  return connect(url, async (client) => {
    const best = queries.map(() => Number.POSITIVE_INFINITY);
    for (const settings of avoided) {
      await client.query(['reset all', ...settings.map((name) => `set enable_${name} = off`)].join('; '));
      for (const [index, { sql, parameters }] of queries.entries()) {
        const { rows } = await client.query(`explain (analyze, format json) ${sql}`, [...parameters]);
        const [explained] = (rows[0] as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'];
        best[index] = Math.min(best[index] ?? 0, rowsRead(explained?.Plan));
      }
    }
    return best.reduce((sum, rows) => sum + rows, 0);
  });
}

type PlanNode = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
};

function rowsRead(node: PlanNode | undefined, isCounted = false, free = 0): number {
  if (!node) return 0;
  const type = node['Node Type'];
  const loops = node['Actual Loops'];
  const counted = isCounted || type === 'Aggregate';
  const freeBelow = counted && type === 'Limit' ? node['Actual Rows'] * loops : free;
  const below = (node.Plans ?? []).map((child) => rowsRead(child, counted, freeBelow));
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = node['Relation Name'] === undefined ? 0 : (node['Actual Rows'] + removed) * loops;
  return below.reduce((sum, rows) => sum + rows, Math.max(0, own - free));
}
