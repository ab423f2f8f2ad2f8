import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PostgresServer } from '../../test/support/databases/postgres-server.ts';
import { onCore, pathOf } from '../processes.ts';
import { startSpedy } from '../spedy.ts';
import { type OverloadData, prepareData } from './data.ts';
import type { LoadOrder, LoadReport } from './load.ts';
import { type ProbeName, probe } from './probe.ts';

/**
 * `npm run bench -- --overload` measures what one organization notices of too much load by others, on both databases. The server
 * has the first core, all clients the second. `--database sqlite` or `postgres` measures one of them.
 */
const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--overload'),
  options: { database: { type: 'string' } },
});
const seconds = 15;
const idleConnections = 10_000;
const writers = 64;
/** Milliseconds; a busy machine takes long. */
const startTimeout = 120_000;
const folder = join(tmpdir(), 'spedy-bench-overload');

type Row = {
  readonly name: string;
  readonly latencies: Awaited<ReturnType<typeof probe>>;
  readonly notes: string;
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const postgres = await PostgresServer.create({ durable: true });
try {
  await postgres.createDatabase('overload');
  for (const [database, name, url] of [
    ['sqlite', 'SQLite', `sqlite:${join(folder, 'spedy.db')}`],
    ['postgres', 'PostgreSQL', postgres.url('overload')],
  ] as const) {
    if (database !== (options.database ?? database)) continue;
    process.stdout.write(`${tableOf(name, await measure(url))}\n`);
  }
} finally {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(url: string): Promise<Row[]> {
  const data = await prepareData(url);
  const server = await startSpedy(url, { startTimeout });
  try {
    return await measureServer(server.subject.origin, data);
  } finally {
    await server.stop();
  }
}

async function measureServer(origin: string, { flooding, exporting, other }: OverloadData): Promise<Row[]> {
  const port = Number(new URL(origin).port);
  const during = async (name: string, orders: readonly LoadOrder[]): Promise<[Row, LoadReport[]]> => {
    const loads: Awaited<ReturnType<typeof startLoad>>[] = [];
    // One after the other, because opening connections takes long while others write.
    for (const order of orders) loads.push(await startLoad(order));
    const latencies = await probe(origin, other, seconds);
    const reports = await Promise.all(loads.map((load) => load.stop()));
    return [
      { name, latencies, notes: reports.map((report, index) => noteOf(orders[index], report)).join('; ') },
      reports,
    ];
  };
  await probe(origin, other, 3);
  const [quiet] = await during('nothing else', []);
  const writing = { port, kind: 'writers', caller: flooding, count: writers } as const;
  const [busy, reports] = await during(
    `${writers} writers, slow exports, ${idleConnections} idle connections`,
    [
      { port, kind: 'idle', caller: flooding, count: idleConnections },
      { port, kind: 'exports', callers: exporting },
      writing,
    ],
  );
  const capacity = Math.round(reports[2]?.perSecond ?? 0);
  const [flooded] = await during(`twice the capacity: ${2 * capacity} changes a second`, [
    { port, kind: 'flood', caller: flooding, perSecond: 2 * capacity },
  ]);
  return [quiet, busy, flooded];
}

async function startLoad(order: LoadOrder): Promise<{ readonly stop: () => Promise<LoadReport> }> {
  const args = ['-n', '5', process.execPath, pathOf('overload/load.ts'), JSON.stringify(order)];
  const child = spawn(...onCore(1, 'nice', args), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      const { value } = await lines.next();
      await exited;
      return JSON.parse(value ?? '') as LoadReport;
    },
  };
}

function noteOf(
  order: LoadOrder | undefined,
  { perSecond, statuses, refusedAfter, open, bytes }: LoadReport,
): string {
  if (order?.kind === 'idle') return `${open} of ${order.count} idle connections stayed open`;
  if (order?.kind === 'exports') return `${(bytes / 1e6).toFixed(0)} MB of exports read`;
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const refused = refusedAfter > 0 ? `, refused within ${refusedAfter.toFixed(0)} ms (p99)` : '';
  return `${perSecond.toFixed(0)} answers a second (${counts.join(', ')})${refused}`;
}

function tableOf(database: string, rows: readonly Row[]): string {
  const names: readonly ProbeName[] = ['hot request', 'list', 'change'];
  const cell = ({ latencies }: Row, name: ProbeName) => {
    const { p50, p99, longest, failed } = latencies[name];
    const times = [p50, p99, longest].map((time) => time.toFixed(0)).join(' / ');
    return failed === 0 ? times : `${times}, ${failed} failed`;
  };
  return [
    `\n${database}: another organization's p50 / p99 / longest, ms\n`,
    `| load | ${names.join(' | ')} | of the load |`,
    '| --- | ---: | ---: | ---: | --- |',
    ...rows.map(
      (row) => `| ${row.name} | ${names.map((name) => cell(row, name)).join(' | ')} | ${row.notes} |`,
    ),
  ].join('\n');
}
