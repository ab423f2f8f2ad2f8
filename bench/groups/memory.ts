import { readFileSync } from 'node:fs';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { drive, send } from '../drive.ts';
import type { Seeded } from '../seed.ts';
import { requestWith, startSpedy } from '../spedy.ts';
import { loadFixed } from '../wrk.ts';

/** Megabytes, resident. */
export type Memory = { readonly start: number; readonly loaded: number; readonly each100000: number };

/** Milliseconds in which a process that has nothing to do gives memory back. */
const rest = 2_000;

/** What a server takes at its start, and for each 100,000 credentials that it remembers. */
export async function measureMemory({ url, token, tokens }: Seeded): Promise<Memory> {
  const server = await startSpedy(url);
  const { origin } = server.subject;
  try {
    await setTimeoutAsync(rest);
    const start = server.usage().memory;
    await loadFixed(origin, requestWith(token), 5);
    await setTimeoutAsync(rest);
    const loaded = server.usage().memory;
    const lines = readFileSync(tokens, 'utf8').split('\n');
    const left = lines.slice();
    await drive(600, (agent) => async () => {
      const [host = '', secret = ''] = left.pop()?.split(' ') ?? [];
      if (secret === '') return false;
      await send(`${origin}/api/v1/me`, {
        agent,
        headers: { Host: host, Authorization: `Bearer ${secret}` },
      });
      return true;
    });
    await setTimeoutAsync(rest);
    return { start, loaded, each100000: ((server.usage().memory - loaded) / lines.length) * 100_000 };
  } finally {
    await server.stop();
  }
}
