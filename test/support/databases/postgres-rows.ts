import type { CompiledQuery } from 'kysely';
import { Client } from 'pg';
import { copyDatabase } from './postgres-databases.ts';
import type { WorkCounter } from './work-counter.ts';

/** Every plan must avoid these, as it would on a large table. */
const joins = ['seqscan', 'hashjoin', 'mergejoin', 'material'];
/**
 * What the planner must avoid. On tables as small as those of a test it would often read everything. With the first list,
 * it chooses the indexes; with the second, it reads rows in the order of an index; with the third, all rows that match an
 * index.
 */
const avoided = [joins, [...joins, 'sort', 'bitmapscan'], [...joins, 'indexscan', 'indexonlyscan']];
const plannings = avoided.map((names) =>
  ['reset all', ...names.map((name) => `set local enable_${name} = off`)].join('; '),
);

/**
 * Copies a database and counts the rows that PostgreSQL reads there for queries, each with its best plan for a large
 * table. Rows that a limited count counts are free, because their number is bounded.
 */
export async function postgresRows(url: string): Promise<WorkCounter> {
  const copy = await copyDatabase(url);
  const client = new Client({ connectionString: copy.url });
  await client.connect();
  return {
    count: async (before, counted) => {
      await client.query('begin');
      try {
        for (const { sql, parameters } of before) await client.query(sql, [...parameters]);
        const rows: number[] = [];
        for (const query of counted) rows.push(await fewestRows(client, query));
        return rows;
      } finally {
        await client.query('rollback');
      }
    },
    close: async () => {
      await client.end();
      await copy.drop();
    },
  };
}

/** Runs a query with each planning, and lets its last run stand. */
async function fewestRows(client: Client, { sql, parameters }: CompiledQuery): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (const [index, planning] of plannings.entries()) {
    if (index > 0) await client.query('rollback to savepoint query');
    await client.query(`savepoint query; ${planning}`);
    const { rows } = await client.query(`explain (analyze, timing off, format json) ${sql}`, [...parameters]);
    const [explained] = (rows[0] as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'];
    fewest = Math.min(fewest, rowsRead(explained?.Plan));
  }
  return fewest;
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
