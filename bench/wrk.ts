import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { onCore, pathOf } from './processes.ts';
import type { FixedRequest } from './subject.ts';

/** The number of open connections. */
const connections = 64;

/** wrk's results. Latencies are in milliseconds; `refused` counts responses other than 2xx, `failed` lost connections. */
export type Load = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
  readonly failed: number;
};

type Report = { seconds: number } & Omit<Load, 'perSecond'>;

/** Sends one request repeatedly for some seconds. */
export function loadFixed(
  origin: string,
  request: FixedRequest,
  seconds: number,
  open = connections,
): Promise<Load> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const post = { BENCH_METHOD: request.method, BENCH_BODY: request.body ?? '' };
  return run(['-s', pathOf('load/fixed.lua'), ...headers, `${origin}${request.path}`], seconds, post, open);
}

/**
 * Sends `GET /api/v1/me` with the first `limit` tokens of a file of lines `host token`, in random order. With `file`
 * they come in the file's order from a random line, so that no token repeats soon.
 */
export function loadSpread(
  origin: string,
  tokens: string,
  limit: number,
  seconds: number,
  order: 'chance' | 'file' = 'chance',
): Promise<Load> {
  const from = order === 'file' ? { BENCH_FROM: String(randomInt(limit)) } : {};
  const env = { BENCH_TOKENS: tokens, BENCH_LIMIT: String(limit), ...from };
  return run(['-s', pathOf('load/spread.lua'), `${origin}/api/v1/me`], seconds, env);
}

/** Sends each of the first `limit` tokens of such a file at least once, so that all are cached. */
export async function sendEach(origin: string, tokens: string, limit: number): Promise<void> {
  const env = { BENCH_TOKENS: tokens, BENCH_LIMIT: String(limit) };
  const args = ['-s', pathOf('load/spread.lua'), `${origin}/api/v1/me`];
  // wrk can stop only after a time, not after a number of requests.
  for (let sent = 0; sent < limit; )
    sent += (await run(args, 3, { ...env, BENCH_FROM: String(sent) })).requests;
}

async function run(
  args: string[],
  seconds: number,
  env: Record<string, string>,
  open = connections,
): Promise<Load> {
  const all = ['-t1', `-c${open}`, `-d${seconds}s`, '--timeout', '10s', ...args];
  const child = spawn(...onCore(1, 'wrk', all), {
    env: { PATH: process.env.PATH, BENCH_REPORT: pathOf('load/report.lua'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failure = once(child, 'error').then(([error]) => {
    throw new Error('Cannot start wrk; install it (Debian: apt install wrk)', { cause: error });
  });
  const output = await Promise.race([text(child.stdout), failure]);
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`wrk printed no results:\n${output}`);
  const { seconds: elapsed, ...rest } = JSON.parse(line) as Report;
  return { perSecond: rest.requests / elapsed, ...rest };
}
