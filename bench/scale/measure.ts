import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../test/support/databases/postgres-server.ts';
import type { Running } from '../processes.ts';
import { median } from '../rounds.ts';
import { requestWith, startSpedy } from '../spedy.ts';
import { neighborSlug } from './data-set.ts';
import type { DatabaseKind, Store } from './databases.ts';
import type { Operation, SentRequest, Site } from './operations.ts';
import { Ping } from './ping.ts';

/**
 * The measurements of an operation at one size, in milliseconds. Durations are those of the best round, because other load
 * on the machine only adds to them.
 */
export type Measured = {
  /** The median time of a round until the whole response was there. */
  readonly took: number;
  /** Processor time of the server and its database for one request, pings included: the median of the rounds. */
  readonly processor: number;
  /** The longest ping of a round. */
  readonly stall: number;
  /** The longest ping of all rounds. */
  readonly longestStall: number;
  /**
   * The longest turn of the server's event loop in a round, as Node's monitorEventLoopDelay sees it, to
   * 10 ms.
   */
  readonly loopDelay: number;
  readonly bytes: number;
  readonly status: number;
  readonly requests: number;
};

/** A server with a data set, and everything that is needed to measure it. */
export type Measurable = Site & {
  readonly tickets: number;
  readonly send: (request: SentRequest) => Promise<{ readonly status: number; readonly bytes: number }>;
  readonly ping: Ping;
  /** Milliseconds of processor time so far. */
  readonly processor: () => number;
  /** The longest turn of the event loop since the last call, in milliseconds. */
  readonly loopDelay: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/**
 * Copies a data set and starts a server on it.
 * @param tree the name and the folder of the server's working tree
 */
export async function startSite(
  store: Store,
  tickets: number,
  tree: { readonly name: string; readonly folder: string },
): Promise<Measurable> {
  const { url, data } = await store.copy(tickets, tree.name);
  const metricsPort = await freePort();
  // The server first migrates the copy.
  const server = await startSpedy(url, {
    startTimeout: 3_600_000,
    tree: tree.folder,
    env: { SPEDY_METRICS_PORT: String(metricsPort) },
  });
  await store.settle(url);
  const { origin } = server.subject;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ping = new Ping({
    origin,
    request: requestWith(data.tokens.neighbor, '/api/v1/me', `${neighborSlug}.localhost:3000`),
  });
  return {
    tickets,
    data,
    ask: (sent) => receive(origin, agent, sent, async (answer) => ({ body: await text(answer) })),
    send: (sent) =>
      receive(origin, agent, sent, async (answer) => {
        let bytes = 0;
        for await (const chunk of answer) bytes += (chunk as Buffer).length;
        return { bytes };
      }),
    ping,
    processor: () => processorTime([server.pid, ...store.processes()]),
    loopDelay: () => longestTurn(metricsPort),
    stop: () => stopAll(server, ping, agent),
  };
}

async function stopAll(server: Running, ping: Ping, agent: Agent): Promise<void> {
  await ping.stop();
  agent.destroy();
  await server.stop();
}

function receive<T>(
  origin: string,
  agent: Agent,
  { method, path, headers, body }: SentRequest,
  read: (answer: NodeJS.ReadableStream) => Promise<T>,
): Promise<T & { readonly status: number }> {
  return new Promise((resolve, reject) => {
    const one = request(`${origin}${path}`, { method, headers, agent }, (answer) => {
      read(answer).then((result) => resolve({ ...result, status: answer.statusCode ?? 0 }), reject);
    });
    one.once('error', reject).end(body);
  });
}

/** Milliseconds between the checks of prom-client's monitor, which are a part of what it reports. */
const monitorInterval = 10;

/** Reads the longest delay of the event loop since the last time. */
async function longestTurn(metricsPort: number): Promise<number> {
  // The monitor notes a long turn after it.
  await delay(3 * monitorInterval);
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const [, seconds] = /^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(await answer.text()) ?? [];
  return Math.max(0, Number(seconds) * 1_000 - monitorInterval);
}

/** Sums the processor time of all threads of processes (proc_pid_schedstat(5)), in milliseconds. */
function processorTime(processes: readonly (number | undefined)[]): number {
  let nanoseconds = 0;
  for (const id of processes) {
    try {
      for (const thread of readdirSync(`/proc/${id}/task`))
        nanoseconds += Number(readFileSync(`/proc/${id}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // The process or thread has just ended.
    }
  }
  return nanoseconds / 1e6;
}

/** A round repeats a fast request until this many milliseconds have passed. */
const roundTime = 100;
const mostRequests = 50;
/** The lengths of pages, each for one request that no cache answers. */
const [shortestPage, longestPage] = [20, 100];
/** Rounds of an operation that changes the data: one for each of its targets. */
const changingRounds = 3;
const usualRounds = 5;
const mostUncached = Math.floor((longestPage - shortestPage) / usualRounds);
/** Milliseconds. Above this, two rounds of an operation are enough. */
const slow = 4_000;

/**
 * Measures an operation at all sizes in turn, so that other load on the machine affects all of them.
 * @returns the measurements of each site; undefined if the server does not offer the operation at this size
 */
export async function measure(
  operation: Operation,
  sites: readonly Measurable[],
): Promise<(Measured | undefined)[]> {
  const rounds = sites.map((): Round[] => []);
  const times = operation.changes ? changingRounds : usualRounds;
  for (let round = 0; round < times; round += 1) {
    for (const [index, site] of sites.entries()) {
      const own = rounds[index] ?? [];
      if (own.length >= 2 && (own[0]?.took[0] ?? 0) > slow) continue;
      const request = await operation.request(site, round).catch((error: Error) => {
        process.stderr.write(`${operation.name} at ${site.tickets} tickets: ${error.message}\n`);
        return null;
      });
      if (!request) continue;
      if (!operation.changes && round === 0) await site.send(request);
      own.push(await oneRound(site, requestsOf(operation, request, round)));
    }
  }
  return rounds.map((all) => (all.length === 0 ? undefined : summarize(all)));
}

type Round = {
  readonly took: readonly number[];
  readonly processor: number;
  readonly stall: number;
  readonly loopDelay: number;
  readonly bytes: number;
  readonly status: number;
};

/** Returns the requests of a round, which sends as many of them as it has time for. */
function requestsOf({ changes, uncached }: Operation, request: SentRequest, round: number): SentRequest[] {
  if (changes) return [request];
  if (!uncached) return Array.from({ length: mostRequests }, () => request);
  const first = shortestPage + 1 + round * mostUncached;
  return Array.from({ length: mostUncached }, (_, index) => {
    return { ...request, path: `${request.path}&limit=${first + index}` };
  });
}

async function oneRound(site: Measurable, requests: readonly SentRequest[]): Promise<Round> {
  await site.loopDelay();
  const before = site.processor();
  const { result, longest } = await site.ping.during(async () => {
    const took: number[] = [];
    let last = { status: 0, bytes: 0 };
    const begun = performance.now();
    for (const request of requests) {
      const sent = performance.now();
      last = await site.send(request);
      took.push(performance.now() - sent);
      if (performance.now() - begun > roundTime) break;
    }
    return { took, ...last };
  });
  const processor = (site.processor() - before) / result.took.length;
  return { ...result, processor, stall: longest, loopDelay: await site.loopDelay() };
}

function summarize(rounds: readonly Round[]): Measured {
  const stalls = rounds.map(({ stall }) => stall);
  return {
    took: Math.min(...rounds.map(({ took }) => median(took))),
    processor: median(rounds.map(({ processor }) => processor)),
    stall: Math.min(...stalls),
    longestStall: Math.max(...stalls),
    loopDelay: Math.min(...rounds.map(({ loopDelay }) => loopDelay)),
    bytes: rounds.at(-1)?.bytes ?? 0,
    status: Math.max(...rounds.map(({ status }) => status)),
    requests: rounds.reduce((sum, { took }) => sum + took.length, 0),
  };
}

export type Results = {
  readonly at: string;
  readonly machine: string;
  /** The numbers of tickets, in order. */
  readonly sizes: readonly number[];
  /** The names of the measured working trees, in order. */
  readonly trees: readonly string[];
  /** By database and operation: the measurements of each size, for one tree after the other. */
  readonly operations: Partial<Record<DatabaseKind, Record<string, (Measured | null)[]>>>;
};
