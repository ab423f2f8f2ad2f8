import { median } from '../rounds.ts';
import type { Seeded } from '../seed.ts';
import { startSpedy } from '../spedy.ts';
import { loadSpread } from '../wrk.ts';
import { accepted, type Extent } from './wire.ts';

/**
 * Requests per second of one process, and of two on one PostgreSQL. The requests per second of processor time are
 * independent of the share of the cores that the load and the database use.
 */
export type Scale = {
  readonly one: number;
  readonly two: number;
  readonly onePerCpuSecond: number;
  readonly twoPerCpuSecond: number;
};

/** Lets the system choose the core. */
const free = { pinned: false };

export async function measureTwoProcesses(
  { url, tokens }: Seeded,
  { rounds, seconds }: Extent,
): Promise<Scale> {
  const servers = await Promise.all([startSpedy(url, free), startSpedy(url, free)]);
  const run = async (count: number) => {
    const used = servers.slice(0, count);
    const cpu = () => used.reduce((sum, server) => sum + server.usage().cpu, 0);
    const before = cpu();
    const loads = await Promise.all(
      used.map(({ subject }) => accepted(loadSpread(subject.origin, tokens, 1_000, seconds))),
    );
    const perSecond = loads.reduce((sum, load) => sum + load.perSecond, 0);
    return { perSecond, perCpuSecond: (perSecond * seconds) / (cpu() - before) };
  };
  const samples: { one: Awaited<ReturnType<typeof run>>; two: Awaited<ReturnType<typeof run>> }[] = [];
  try {
    await run(2);
    for (let round = 0; round < rounds; round += 1) samples.push({ one: await run(1), two: await run(2) });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  return {
    one: median(samples.map(({ one }) => one.perSecond)),
    two: median(samples.map(({ two }) => two.perSecond)),
    onePerCpuSecond: median(samples.map(({ one }) => one.perCpuSecond)),
    twoPerCpuSecond: median(samples.map(({ two }) => two.perCpuSecond)),
  };
}
