import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { Seeded } from '../seed.ts';
import { requestWith, startSpedy } from '../spedy.ts';
import { loadFixed, sendEach } from '../wrk.ts';

/** Resident memory in megabytes. */
export type Memory = { readonly start: number; readonly loaded: number; readonly each100000: number };

/** The time in which an idle process returns memory, in milliseconds. */
const rest = 2_000;

/** Measures a server's memory at its start, under load, and per 100,000 cached credentials, with `count` of them. */
export async function measureMemory({ url, token, tokens }: Seeded, count: number): Promise<Memory> {
  const server = await startSpedy(url);
  const { origin } = server.subject;
  try {
    await setTimeoutAsync(rest);
    const start = server.usage().memory;
    await loadFixed(origin, requestWith(token), 5);
    await setTimeoutAsync(rest);
    const loaded = server.usage().memory;
    await sendEach(origin, tokens, count);
    await setTimeoutAsync(rest);
    return { start, loaded, each100000: ((server.usage().memory - loaded) / count) * 100_000 };
  } finally {
    await server.stop();
  }
}
