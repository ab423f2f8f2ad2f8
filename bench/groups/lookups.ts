import { type Figures, interleave } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { startSpedy, withoutCache } from '../spedy.ts';
import { loadSpread } from '../wrk.ts';
import { accepted, type Extent } from './wire.ts';

/** Measures requests with a database lookup each, by table size. The cache is off. */
export async function measureLookUps(
  tables: Readonly<Record<string, Seeded>>,
  { rounds, seconds }: Extent,
): Promise<Record<string, Figures>> {
  const servers = await Promise.all(
    Object.entries(tables).map(async ([name, { url, tokens }]) => {
      return { name, tokens, server: await startSpedy(url, withoutCache) };
    }),
  );
  const modes = servers.map(({ name, tokens, server }) => ({
    name,
    run: (time: number) => accepted(loadSpread(server.subject.origin, tokens, 100_000, time)),
  }));
  try {
    return await interleave(modes, rounds, seconds);
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
}
