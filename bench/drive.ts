import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Sample } from './rounds.ts';

/** The number of concurrent clients. Each sends its next request after the previous response. */
export const clients = 16;

/**
 * Runs the steps of every client one after another until a step returns false or the time is over. For measurements
 * that need varying requests. It is slower than wrk, which does not matter for slow requests.
 * @param seconds the time limit
 * @param count the number of clients
 */
export async function drive(
  seconds: number,
  newClient: (agent: Agent, index: number) => () => Promise<boolean>,
  count = clients,
): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const times: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const runClient = async (index: number) => {
    for (const step = newClient(agent, index); performance.now() < end; ) {
      const sent = performance.now();
      if (!(await step())) return;
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, index) => runClient(index)));
  const elapsed = (performance.now() - begin) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** @throws Error if the response is not a success or a redirect */
export async function send(url: string, options: RequestOptions, body?: string): Promise<Answer> {
  const answer = await ask(url, options, body);
  if (answer.status >= 400) throw new Error(`${url} returned ${answer.status}: ${answer.body}`);
  return answer;
}

/** Sends one request. Returns the response with any status. */
export function ask(url: string, options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      text(answer).then((content) => resolve({ status, headers, body: content }), reject);
    });
    sent.on('error', reject).end(body);
  });
}
