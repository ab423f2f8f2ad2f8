import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { freePort } from '../test/support/databases/postgres-server.ts';
import { controls, onCore, pathOf, type Running } from './processes.ts';
import type { FixedRequest } from './subject.ts';

/** The organization of the demo's token. */
export const demoHost = 'acme-corp.localhost:3000';
/** The base URL of every measured server. Requests set their Host header themselves. */
const baseUrl = 'http://localhost:3000';
/** High enough that no request is rejected, but every request is still counted. */
const rateLimit = '1000000000';
const usualStartTimeout = 30_000;

/** The working tree of this benchmark. */
export const thisTree = pathOf('..');

/** Returns the arguments of `node` in the `npm start` of a working tree. */
function startArguments(tree: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const options = scripts.start.split(' ').filter((word) => word.startsWith('--'));
  return [...options, join(tree, 'bin/start.js')];
}

/**
 * Starts the server like an operator, with its log written to /dev/null.
 * @param options `startTimeout` is in milliseconds; `tree` is the folder of the server's working tree
 */
export async function startSpedy(
  databaseUrl: string,
  {
    env = {},
    pinned = true,
    startTimeout = usualStartTimeout,
    tree = thisTree,
  }: {
    env?: Readonly<Record<string, string>>;
    pinned?: boolean;
    startTimeout?: number;
    tree?: string;
  } = {},
): Promise<Running> {
  const port = await freePort();
  const log = openSync('/dev/null', 'w');
  const start = startArguments(tree);
  const command = pinned ? onCore(0, process.execPath, start) : ([process.execPath, start] as const);
  const child = spawn(...command, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      SPEDY_BASE_URL: baseUrl,
      DATABASE_URL: databaseUrl,
      SPEDY_RATE_LIMIT: rateLimit,
      ...env,
    },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin, startTimeout);
  return { subject: { origin, requests: {} }, ...controls(child) };
}

async function untilReady(origin: string, startTimeout: number): Promise<void> {
  for (const deadline = Date.now() + startTimeout; ; await setTimeoutAsync(10)) {
    const ready = await fetch(`${origin}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${origin} is not ready`);
  }
}

/** Settings with which every request queries the database. */
export const withoutCache = { env: { SPEDY_CACHE_SIZE: '0' } };

/** Returns a request to an organization's host. */
export function requestWith(token: string, path = '/api/v1/me', host = demoHost): FixedRequest {
  return { method: 'GET', path, headers: { Host: host, Authorization: `Bearer ${token}` } };
}
