import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Running, startSubject } from '../processes.ts';
import { median } from '../rounds.ts';
import { startSpedy, thisTree } from '../spedy.ts';
import { bytesOf, Connections } from './connections.ts';
import { costModes } from './modes.ts';
import { processorTimeOf } from './processor-time.ts';

/**
 * `npm run bench -- --cost` measures the processor time of a request, of all threads of the server, in batches that run in
 * turn. It barely depends on what else the machine does. `--against FOLDER` compares with another working tree, such as an
 * earlier commit; `--only hot,boards` chooses requests by the beginnings of their names.
 */
const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== '--cost'),
  options: {
    against: { type: 'string' },
    only: { type: 'string', default: '' },
    batches: { type: 'string', default: '60' },
  },
});
const batches = Number(options.batches);
/** Requests in one batch, and batches before the first measured one. */
const batchSize = 256;
const warmUp = 12;
const connections = 32;
const tokens = 1_000;
const folder = join(tmpdir(), 'spedy-bench-cost');

type Measured = {
  readonly name: string;
  readonly server: Running;
  readonly connections: Connections;
  readonly next: () => Buffer;
  readonly times: number[];
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  process.stdout.write(`${tableOf(await measureAll())}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<readonly Measured[]> {
  const bare = await startSubject('subjects/bare-fastify.ts');
  const trees = { now: thisTree, ...(options.against ? { before: resolve(options.against) } : {}) };
  const planned: Pick<Measured, 'name' | 'server' | 'next'>[] = [];
  const add = (name: string, server: Running, next: () => Buffer) => planned.push({ name, server, next });
  const me = bytesOf({ method: 'GET', path: '/api/v1/me', headers: {} });
  add('bare Fastify', bare, () => me);
  for (const [when, tree] of Object.entries(trees)) {
    const { url, token } = await seededBy(tree, join(folder, when));
    const server = await startSpedy(url, { tree });
    for (const { name, requests, bareName } of costModes)
      if (isChosen(name)) {
        const next = await requests({ origin: server.subject.origin, url, token });
        if (bareName !== undefined && when === 'now') add(bareName, bare, next);
        add(options.against ? `${name}, ${when}` : name, server, next);
      }
  }
  const measured: Measured[] = [];
  // Only now: a server closes connections on which no request comes for half a minute.
  for (const one of planned) {
    const opened = await Connections.open(one.server.subject.origin, connections);
    measured.push({ ...one, connections: opened, times: [] });
  }
  try {
    for (let batch = -warmUp; batch < batches; batch += 1)
      for (const one of measured) await measure(one, batch >= 0);
  } finally {
    for (const one of measured) one.connections.close();
    await Promise.all([...new Set(measured.map(({ server }) => server))].map((server) => server.stop()));
  }
  return measured;
}

/** Fills a database with the schema of a working tree. */
async function seededBy(tree: string, place: string) {
  const { seed }: typeof import('../seed.ts') = await import(join(tree, 'bench/seed.ts'));
  return seed(`sqlite:${join(place, 'spedy.db')}`, place, tokens);
}

function isChosen(name: string): boolean {
  return options.only.split(',').some((start) => name.startsWith(start));
}

async function measure({ server, connections, next, times }: Measured, counts: boolean): Promise<void> {
  const before = processorTimeOf(server.pid);
  await connections.send(next, batchSize);
  if (counts) times.push((processorTimeOf(server.pid) - before) / batchSize);
}

function tableOf(measured: readonly Measured[]): string {
  const bare = median(measured[0]?.times ?? []);
  const rows = measured.map(({ name, times }) => {
    const sorted = times.toSorted((a, b) => a - b);
    const figures = [sorted[0], sorted[Math.floor(sorted.length / 10)], median(sorted)];
    const cells = figures.map((time) => (time ?? Number.NaN).toFixed(1));
    return `| ${name} | ${cells.join(' | ')} | ${(median(times) / bare).toFixed(2)} |`;
  });
  return [
    '| processor time of a request, µs | best batch | tenth percentile | median | relative to bare Fastify |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
