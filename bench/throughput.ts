import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '../test/support/databases/postgres-server.ts';
import { chartsOf } from './charts.ts';
import { measureFlows } from './groups/flows.ts';
import { measureLookUps } from './groups/lookups.ts';
import { measureMemory } from './groups/memory.ts';
import { measurePeers, peersAreInstalled } from './groups/peers.ts';
import { measureRevocation } from './groups/revocation.ts';
import { measureTwoProcesses } from './groups/two-processes.ts';
import { measureWire } from './groups/wire.ts';
import { measureWriters } from './groups/writers.ts';
import { pathOf } from './processes.ts';
import { type Results, tableOf } from './results.ts';
import { seed } from './seed.ts';

/**
 * `npm run bench` takes two minutes. `npm run bench -- --full` takes about eight, with a million tokens and 1,000
 * revocations. `--huge` adds ten million tokens and takes five minutes more. Writes bench/results/latest.json, and
 * after a full run the charts of docs/performance/README.md.
 */
const huge = process.argv.includes('--huge');
const full = huge || process.argv.includes('--full');
const tokens = full ? 1_000_000 : 20_000;
/** At most as many as fit in the cache (SPEDY_CACHE_SIZE). */
const spread = Math.min(tokens, 100_000);
const revocations = full ? 1_000 : 50;
const extent = full ? { rounds: 5, seconds: 2 } : { rounds: 2, seconds: 1 };
const brief = full ? { rounds: 3, seconds: 2 } : { rounds: 1, seconds: 1 };
const begun = Date.now();

if (!peersAreInstalled()) say('Skipping the peers; install them with: npm ci --prefix bench/peers');
const folder = join(tmpdir(), 'spedy-bench');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const postgres = await PostgresServer.create({ durable: true });
try {
  const results = await measureAll();
  write(results);
  process.stdout.write(`${tableOf(results)}\n`);
} finally {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<Results> {
  const small = await onSqlite(1_000);
  const large = await onSqlite(tokens);
  const smallPg = await onPostgres('small', 1_000);
  const largePg = await onPostgres('large', tokens);
  const hugest = huge ? { 'SQLite, 10,000,000 tokens': await onSqlite(10_000_000) } : {};
  const size = tokens.toLocaleString('en');
  return {
    at: new Date().toISOString(),
    kind: full ? 'full' : 'quick',
    machine: {
      processor: cpus()[0]?.model ?? '',
      cores: cpus().length,
      memory: totalmem(),
      system: `${platform()} ${release()} ${arch()}`,
      node: process.version,
    },
    tokens,
    wire: await step('HTTP requests', measureWire(large, folder, spread, extent)),
    lookUps: await step(
      'lookups',
      measureLookUps(
        {
          'SQLite, 1,000 tokens': small,
          [`SQLite, ${size} tokens`]: large,
          ...hugest,
          'PostgreSQL, 1,000 tokens': smallPg,
          [`PostgreSQL, ${size} tokens`]: largePg,
        },
        brief,
      ),
    ),
    flows: {
      sqlite: await step('flows on SQLite', measureFlows(small, brief)),
      postgres: await step('flows on PostgreSQL', measureFlows(smallPg, brief)),
    },
    writers: {
      sqlite: await step('writers on SQLite', measureWriters(small, brief)),
      postgres: await step('writers on PostgreSQL', measureWriters(smallPg, brief)),
    },
    peers: await step('peers', measurePeers(brief)),
    twoProcesses: await step('two processes', measureTwoProcesses(largePg, brief)),
    memory: await step('memory', measureMemory(large, spread)),
    revocation: {
      sqlite: await step('revocation on SQLite', measureRevocation(small, revocations)),
      postgres: await step('revocation on PostgreSQL', measureRevocation(smallPg, revocations)),
    },
  };
}

function onSqlite(count: number) {
  const place = join(folder, String(count));
  return step(`${count} tokens in SQLite`, seed(`sqlite:${join(place, 'spedy.db')}`, place, count));
}

async function onPostgres(name: string, count: number) {
  await postgres.createDatabase(name);
  return step(`${count} tokens in PostgreSQL`, seed(postgres.url(name), join(folder, name), count));
}

/** Prints the progress when a step is done. */
async function step<T>(name: string, work: Promise<T>): Promise<T> {
  const done = await work;
  say(`${((Date.now() - begun) / 1_000).toFixed(0).padStart(4)} s  ${name}`);
  return done;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function write(results: Results): void {
  const place = pathOf('results/');
  if (!existsSync(place)) mkdirSync(place);
  writeFileSync(join(place, 'latest.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (results.kind === 'quick') return;
  for (const [name, chart] of Object.entries(chartsOf(results)))
    writeFileSync(pathOf(`../docs/performance/${name}.svg`), chart);
}
