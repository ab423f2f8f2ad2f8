import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import type { FixedRequest } from '../subject.ts';

/** Milliseconds between a response and the next ping. */
const pause = 5;

type Order = { readonly origin: string; readonly request: FixedRequest };

/** Sends a hot request over its own connection again and again, from its own thread, to notice stalls of the server. */
export class Ping {
  readonly #worker: Worker;

  constructor(order: Order) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: order });
  }

  /** Runs work while pinging. Returns its result and the longest ping in milliseconds. */
  async during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly longest: number }> {
    await this.#tell('begin');
    try {
      const result = await work();
      return { result, longest: await this.#tell('end') };
    } catch (error) {
      await this.#tell('end');
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #tell(message: 'begin' | 'end'): Promise<number> {
    // An error of the worker rejects this too.
    const answer = once(this.#worker, 'message');
    this.#worker.postMessage(message);
    const [longest] = await answer;
    return longest as number;
  }
}

/** Answers `begin` after two pings, and `end` with the longest one after the last ping was answered. */
function serve(port: MessagePort, { origin, request: ping }: Order): void {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let running: Promise<number> = Promise.resolve(0);
  let stopped = false;
  const pings = async () => {
    let longest = 0;
    while (!stopped) {
      longest = Math.max(longest, await send(origin, ping, agent));
      await setTimeoutAsync(pause);
    }
    return longest;
  };
  port.on('message', async (message) => {
    if (message === 'begin') {
      // The first ones may connect or look up the token.
      await send(origin, ping, agent);
      await send(origin, ping, agent);
      stopped = false;
      running = pings();
      port.postMessage(0);
      return;
    }
    stopped = true;
    port.postMessage(await running);
  });
}

function send(origin: string, { path, headers }: FixedRequest, agent: Agent): Promise<number> {
  const sent = performance.now();
  return new Promise((resolve, reject) => {
    const one = request(`${origin}${path}`, { headers, agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`a ping got ${answer.statusCode}`));
      answer.resume().once('end', () => resolve(performance.now() - sent));
    });
    one.once('error', reject).end();
  });
}

if (parentPort) serve(parentPort, workerData as Order);
