import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDatabaseOf } from '../src/cli/with-database.ts';
import { readConfig } from '../src/server/config.ts';
import { PostgresServer } from '../test/support/databases/postgres-server.ts';
import { clients } from './drive.ts';
import { peersAreInstalled } from './groups/peers.ts';
import { accepted } from './groups/wire.ts';
import { OAuthFlow, openSessions } from './oauth-flow.ts';
import { type Running, startSubject } from './processes.ts';
import { median } from './rounds.ts';
import { type Seeded, seed } from './seed.ts';
import { refreshOn } from './single-use.ts';
import { startSpedy } from './spedy.ts';
import { loadFixed } from './wrk.ts';

/**
 * `npm run bench -- --rates` measures refreshes and introspections of access tokens, in turn on SQLite, on PostgreSQL and in
 * oidc-provider, which stores everything in memory. Their number for each second of the server's processor time barely
 * depends on what else the machine does; it does not contain the time of PostgreSQL.
 */
const rounds = 5;
const seconds = 2;
const folder = join(tmpdir(), 'spedy-bench-rates');

type Work = { readonly name: string; readonly server: Running; readonly run: () => Promise<number> };
type Sample = { readonly perSecond: number; readonly perCpuSecond: number };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const postgres = await PostgresServer.create({ durable: true });
try {
  process.stdout.write(`${await measureAll()}\n`);
} finally {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<string> {
  await postgres.createDatabase('rates');
  const sqlite = await seed(`sqlite:${join(folder, 'spedy.db')}`, join(folder, 'sqlite'), 1_000);
  const other = await seed(postgres.url('rates'), join(folder, 'postgres'), 1_000);
  const works = [
    ...(await ownWork('SQLite', sqlite)),
    ...(await ownWork('PostgreSQL', other)),
    ...(await peerWork()),
  ];
  const samples = new Map(works.map((work): [Work, Sample[]] => [work, []]));
  try {
    for (const { run } of works) await run();
    for (let round = 0; round < rounds; round += 1)
      for (const [work, all] of samples) all.push(await measure(work));
  } finally {
    await Promise.all([...new Set(works.map(({ server }) => server))].map((server) => server.stop()));
  }
  const rows = [...samples].map(([{ name }, all]) => {
    const middle = (value: (sample: Sample) => number) => median(all.map(value)).toFixed(0);
    return `| ${name} | ${middle((sample) => sample.perSecond)} | ${middle((sample) => sample.perCpuSecond)} |`;
  });
  return ['| work | per second | per second of processor time |', '| --- | ---: | ---: |', ...rows].join(
    '\n',
  );
}

async function measure({ server, run }: Work): Promise<Sample> {
  const before = server.usage().cpu;
  const perSecond = await run();
  return { perSecond, perCpuSecond: (perSecond * seconds) / (server.usage().cpu - before) };
}

async function ownWork(name: string, { url }: Seeded): Promise<Work[]> {
  const config = readConfig({ DATABASE_URL: url });
  const cookies = await withDatabaseOf(config, ({ db, now }) => openSessions(db, clients, now));
  const server = await startSpedy(url);
  const { origin } = server.subject;
  const flow = new OAuthFlow(origin);
  await flow.register();
  const [code = '', ...codes] = await flow.codes([...cookies.slice(0, 1), ...cookies], 1);
  const introspection = await flow.introspection(code);
  return [
    { name: `refresh, ${name}`, server, run: perSecond(refreshOn(origin, await flow.refresh(codes))) },
    {
      name: `introspection, ${name}`,
      server,
      run: perSecond((time) => accepted(loadFixed(origin, introspection, time))),
    },
  ];
}

async function peerWork(): Promise<Work[]> {
  if (!peersAreInstalled()) return [];
  const server = await startSubject('peers/oidc-provider.ts', ['1']);
  const { origin, requests, refresh } = server.subject;
  return [
    ...(refresh
      ? [{ name: 'refresh, oidc-provider', server, run: perSecond(refreshOn(origin, refresh)) }]
      : []),
    ...Object.values(requests).map((request) => ({
      name: 'introspection, oidc-provider',
      server,
      run: perSecond((time) => accepted(loadFixed(origin, request, time))),
    })),
  ];
}

function perSecond(run: (seconds: number) => Promise<{ readonly perSecond: number }>): () => Promise<number> {
  return async () => (await run(seconds)).perSecond;
}
