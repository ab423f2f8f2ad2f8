import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectToEach } from '../test/support/servers/worker-connections.ts';
import { send } from './drive.ts';
import type { Running } from './processes.ts';
import { median } from './rounds.ts';
import { type Seeded, seed } from './seed.ts';
import { demoHost, startSpedy } from './spedy.ts';
import { loadSpread } from './wrk.ts';

/**
 * `npm run bench -- --workers` compares one worker with two on SQLite, in turn. A request's processor time contains that of
 * the supervisor and of all workers, and not that of the load, so that the throughput per second of processor time does not
 * depend on how much the machine has left for the server.
 */
const rounds = 7;
const seconds = 2;
/** Milliseconds; a busy machine takes long. */
const startTimeout = 120_000;
const folder = join(tmpdir(), 'spedy-bench-workers');

type Sample = { readonly perSecond: number; readonly microseconds: number; readonly cores: number };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  const seeded = await seed(`sqlite:${join(folder, 'spedy.db')}`, join(folder, 'tokens'), 2_000);
  for (const [name, load] of [
    ['requests with 1,000 cached tokens', readTokens],
    ['tokens created and revoked', createAndRevoke],
  ] as const)
    process.stdout.write(`${await compare(name, seeded, load)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(
  name: string,
  seeded: Seeded,
  load: (origin: string, seeded: Seeded) => Promise<number>,
): Promise<string> {
  const servers = await Promise.all(
    ['1', '2'].map((workers) =>
      startSpedy(seeded.url, { env: { SPEDY_WORKERS: workers }, pinned: false, startTimeout }),
    ),
  );
  const samples = servers.map((): Sample[] => []);
  try {
    await untilBothServe(servers[1]);
    for (const { subject } of servers) await load(subject.origin, seeded);
    for (let round = 0; round < rounds; round += 1)
      for (const [index, server] of servers.entries())
        samples[index]?.push(await measure(server, () => load(server.subject.origin, seeded)));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  const rows = samples.map((all, index) => {
    const middle = (value: (sample: Sample) => number) => median(all.map(value));
    return `| ${index + 1} | ${middle((sample) => sample.perSecond).toFixed(0)} | ${middle((sample) => sample.microseconds).toFixed(1)} | ${middle((sample) => sample.cores).toFixed(2)} |`;
  });
  return [
    `\n${name}\n`,
    '| workers | per second | processor time of one, µs | cores used |',
    '| ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** The second worker starts after the first one. */
async function untilBothServe(server: Running | undefined): Promise<void> {
  const port = Number(new URL(server?.subject.origin ?? '').port);
  for (const deadline = Date.now() + 60_000; ; await delay(100)) {
    const connections = await connectToEach(port, 2).catch(() => null);
    for (const connection of connections?.values() ?? []) connection.close();
    if (connections) return;
    if (Date.now() > deadline) throw new Error('only one worker serves');
  }
}

async function measure(server: Running, load: () => Promise<number>): Promise<Sample> {
  const [before, begin] = [cpuOf(server.pid), performance.now()];
  const count = await load();
  const elapsed = (performance.now() - begin) / 1_000;
  const cpu = cpuOf(server.pid) - before;
  return { perSecond: count / elapsed, microseconds: (cpu / count) * 1e6, cores: cpu / elapsed };
}

async function readTokens(origin: string, { tokens }: Seeded): Promise<number> {
  return (await loadSpread(origin, tokens, 1_000, seconds)).perSecond * seconds;
}

/** Each of 16 clients creates a token and revokes it, again and again. Returns the number of writes. */
async function createAndRevoke(origin: string, { token }: Seeded): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const headers = { host: demoHost, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const end = performance.now() + seconds * 1_000;
  let writes = 0;
  const client = async () => {
    while (performance.now() < end) {
      const path = `${origin}/api/v1/me/tokens`;
      const created = await send(path, { method: 'POST', agent, headers }, JSON.stringify({ name: 'bench' }));
      const { id } = JSON.parse(created.body) as { id: string };
      await send(`${path}/${id}`, { method: 'DELETE', agent, headers });
      writes += 2;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  agent.destroy();
  return writes;
}

/** The processor time so far of a process and its children, in seconds. */
function cpuOf(pid: number | undefined): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const all = [String(pid), ...(children === '' ? [] : children.split(' '))];
  return all.reduce((sum, one) => sum + ticksOf(one), 0) / 100;
}

function ticksOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
