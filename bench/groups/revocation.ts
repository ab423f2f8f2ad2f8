import { Agent } from 'node:http';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import { ask, send } from '../drive.ts';
import { median } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { demoHost as host, startSpedy } from '../spedy.ts';

export type Lag = { readonly tries: number; readonly median: number; readonly worst: number };

/** The number of tokens that are revoked and watched concurrently. */
const watchers = 4;

/**
 * Measures how long a token works at a second process after the first one revoked it, in milliseconds: from the
 * response to the revocation to the first rejection.
 */
export async function measureRevocation({ url, token }: Seeded, count: number): Promise<Lag> {
  const [here, there] = await Promise.all([startSpedy(url), startSpedy(url)]);
  const agent = new Agent({ keepAlive: true });
  const lags: number[] = [];
  const as = (bearer: string) => ({ agent, headers: { Host: host, Authorization: `Bearer ${bearer}` } });
  const measureOne = async () => {
    const path = `${here.subject.origin}/api/v1/me/tokens`;
    const body = JSON.stringify({ name: 'Benchmark' });
    const json = { ...as(token).headers, 'Content-Type': 'application/json' };
    const created = await send(path, { agent, method: 'POST', headers: json }, body);
    const newToken = JSON.parse(created.body) as { id: string; token: string };
    const statusThere = async () =>
      (await ask(`${there.subject.origin}/api/v1/me`, as(newToken.token))).status;
    if ((await statusThere()) !== 200) throw new Error('a new token was rejected');
    // At a random moment between two reads of the change feed.
    await setTimeoutAsync(Math.random() * 100);
    await send(`${path}/${newToken.id}`, { ...as(token), method: 'DELETE' });
    const revoked = performance.now();
    while ((await statusThere()) === 200) await setTimeoutAsync(1);
    lags.push(performance.now() - revoked);
  };
  try {
    const watch = async () => {
      while (lags.length + watchers <= count) await measureOne();
    };
    await Promise.all(Array.from({ length: watchers }, watch));
  } finally {
    agent.destroy();
    await Promise.all([here.stop(), there.stop()]);
  }
  return { tries: lags.length, median: median(lags), worst: Math.max(...lags) };
}
