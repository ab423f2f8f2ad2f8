import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../drive.ts';
import type { Caller } from './data.ts';

/** The requests of the measured organization, with how many are sent in a second. */
const requests = {
  'hot request': { method: 'GET', path: '/api/v1/me', perSecond: 50 },
  list: { method: 'GET', path: '/api/v1/users', perSecond: 10 },
  change: { method: 'POST', path: '/api/v1/tickets', perSecond: 10 },
} as const;

export type ProbeName = keyof typeof requests;

/** Times in milliseconds; `failed` counts responses other than 2xx. */
export type Latency = {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly failed: number;
};

/** Sends the requests of one organization at a fixed rate for some seconds, whether or not earlier ones are answered. */
export async function probe(
  origin: string,
  caller: Caller,
  seconds: number,
): Promise<Readonly<Record<ProbeName, Latency>>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send = async (name: ProbeName) => {
    const { method, path } = requests[name];
    const body = method === 'POST' ? JSON.stringify({ boardId: caller.boardId, title: 'Probe' }) : undefined;
    const headers = {
      host: caller.host,
      authorization: `Bearer ${caller.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const began = performance.now();
    const answer = await ask(`${origin}${path}`, { method, agent, headers }, body).catch(() => null);
    return { ok: answer !== null && answer.status < 300, milliseconds: performance.now() - began };
  };
  const measure = async (name: ProbeName): Promise<readonly [ProbeName, Latency]> => {
    const { perSecond } = requests[name];
    const sent: ReturnType<typeof send>[] = [];
    const start = performance.now();
    while (performance.now() - start < seconds * 1_000) {
      if (sent.length <= ((performance.now() - start) / 1_000) * perSecond) sent.push(send(name));
      else await delay(2);
    }
    return [name, latencyOf(await Promise.all(sent))];
  };
  const names = Object.keys(requests) as ProbeName[];
  const all = await Promise.all(names.map(measure));
  agent.destroy();
  return Object.fromEntries(all) as Record<ProbeName, Latency>;
}

function latencyOf(answers: readonly { readonly ok: boolean; readonly milliseconds: number }[]): Latency {
  const times = answers.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const failed = answers.filter(({ ok }) => !ok).length;
  return { count: times.length, p50: at(0.5), p99: at(0.99), longest: at(1), failed };
}
