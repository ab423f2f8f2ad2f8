import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { send } from '../drive.ts';
import type { FixedRequest } from '../subject.ts';

/** Connections, and milliseconds between a response and the next request of its connection. */
const connections = 4;
const pause = 5;

type Order = { readonly origin: string; readonly request: FixedRequest };

/** Returns the durations of a request in milliseconds, sent from another thread until some work has ended. */
export async function latenciesDuring(order: Order, work: () => Promise<unknown>): Promise<number[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  try {
    await once(worker, 'message');
    await work();
    const answer = once(worker, 'message');
    worker.postMessage('end');
    const [times] = await answer;
    return times as number[];
  } finally {
    await worker.terminate();
  }
}

async function serve(port: MessagePort, { origin, request: { path, headers } }: Order): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let isOver = false;
  port.once('message', () => {
    isOver = true;
  });
  const ask = async () => {
    const sent = performance.now();
    await send(`${origin}${path}`, { headers, agent });
    return performance.now() - sent;
  };
  // The first ones connect, and look up the token.
  await Promise.all(Array.from({ length: connections }, ask));
  port.postMessage('ready');
  const repeat = async () => {
    for (; !isOver; await setTimeoutAsync(pause)) times.push(await ask());
  };
  await Promise.all(Array.from({ length: connections }, repeat));
  port.postMessage(times);
}

if (parentPort) await serve(parentPort, workerData as Order);
