import { mkdirSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { drive, send } from '../drive.ts';
import { type Running, startSubject } from '../processes.ts';
import { median } from '../rounds.ts';
import { seed } from '../seed.ts';
import { demoHost, requestWith, startSpedy } from '../spedy.ts';
import { latenciesDuring } from './latencies.ts';

/**
 * `npm run bench -- --mixed` measures how long hot requests take, alone and beside a mixed load of moderate rate, on
 * SQLite, and beside them the same requests to a bare Fastify server.
 */
const rounds = 5;
const seconds = 3;
const clients = 16;
/** Milliseconds between a response and the next request of a client. */
const pause = 20;
const folder = join(tmpdir(), 'spedy-bench-mixed');

/** What the clients send, and how often of a hundred times. */
const mix = [
  { share: 40, path: '/api/v1/me' },
  { share: 30, path: '/api/v1/tickets?limit=20' },
  { share: 10, path: '/api/v1/boards' },
  { share: 10, tool: 'list_tickets' },
  { share: 5, search: 'e' },
  { share: 5, write: true },
] as const;
type Kind = (typeof mix)[number];

type Sample = { readonly p50: number; readonly p99: number };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { url, token } = await seed(`sqlite:${join(folder, 'spedy.db')}`, folder, 20_000);
const bearer = { Host: demoHost, Authorization: `Bearer ${token}` };
const json = { ...bearer, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
const [bare, ours] = await Promise.all([startSubject('subjects/bare-fastify.ts'), startSpedy(url)]);
try {
  process.stdout.write(`${await measureAll()}\n`);
} finally {
  await Promise.all([bare.stop(), ours.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<string> {
  const samples: Record<'bare' | 'alone' | 'mixed', Sample[]> = { bare: [], alone: [], mixed: [] };
  const rates: number[] = [];
  const usage: number[] = [];
  const idle = () => setTimeoutAsync(seconds * 1_000);
  await mixedLoad();
  for (let round = 0; round < rounds; round += 1) {
    samples.bare.push(await hot(bare, idle));
    samples.alone.push(await hot(ours, idle));
    const before = ours.usage().cpu;
    samples.mixed.push(await hot(ours, async () => void rates.push((await mixedLoad()).perSecond)));
    usage.push((ours.usage().cpu - before) / seconds);
  }
  const row = (name: string, all: readonly Sample[]) =>
    `| ${name} | ${median(all.map(({ p50 }) => p50)).toFixed(2)} | ${median(all.map(({ p99 }) => p99)).toFixed(2)} |`;
  return [
    '| hot requests | p50 ms | p99 ms |',
    '| --- | ---: | ---: |',
    row('bare Fastify, alone', samples.bare),
    row('alone', samples.alone),
    row('beside the mixed load', samples.mixed),
    '',
    `The mixed load: ${median(rates).toFixed(0)} requests a second; the server uses ${(median(usage) * 100).toFixed(0)} % of a core.`,
  ].join('\n');
}

async function hot({ subject: { origin } }: Running, work: () => Promise<unknown>): Promise<Sample> {
  const times = await latenciesDuring({ origin, request: requestWith(token) }, work);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

function mixedLoad() {
  return drive(
    seconds,
    (agent) => async () => {
      await setTimeoutAsync(pause * 2 * Math.random());
      await ask(agent, anyKind());
      return true;
    },
    clients,
  );
}

function anyKind(): Kind {
  let left = Math.random() * 100;
  const found = mix.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return found ?? mix[0];
}

async function ask(agent: Agent, kind: Kind): Promise<void> {
  const { origin } = ours.subject;
  const get = (path: string) => send(`${origin}${path}`, { agent, headers: bearer });
  if ('path' in kind) await get(kind.path);
  else if ('search' in kind) await get(`/api/v1/tickets?search=${kind.search}`);
  else if ('tool' in kind) {
    const params = { name: kind.tool, arguments: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    await send(`${origin}/mcp`, { method: 'POST', agent, headers: json }, body);
  } else {
    const path = `${origin}/api/v1/me/tokens`;
    const created = await send(path, { method: 'POST', agent, headers: json }, '{"name":"Benchmark"}');
    const { id } = JSON.parse(created.body) as { id: string };
    await send(`${path}/${id}`, { method: 'DELETE', agent, headers: bearer });
  }
}
