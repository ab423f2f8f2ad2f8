/** What one run of a mode measured. */
export type Sample = { readonly perSecond: number; readonly p50: number; readonly p99: number };
/** The medians of a mode's rounds. */
export type Figures = Sample & { readonly rounds: readonly number[] };
export type Mode = { readonly name: string; readonly run: (seconds: number) => Promise<Sample> };

/** Seconds in which all modes warm up, at once. */
export const warmUp = 2;

/**
 * Runs modes in turn (A B A B), so that what else the machine does falls on all of them, once all have warmed up.
 * @param seconds of each run
 */
export async function interleave(
  modes: readonly Mode[],
  rounds: number,
  seconds: number,
): Promise<Record<string, Figures>> {
  const samples = new Map<string, Sample[]>(modes.map(({ name }) => [name, []]));
  await Promise.all(modes.map(({ run }) => run(warmUp)));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of modes) samples.get(name)?.push(await run(seconds));
  }
  const figures = [...samples].map(([name, all]): [string, Figures] => [name, summarize(all)]);
  return Object.fromEntries(figures);
}

function summarize(samples: readonly Sample[]): Figures {
  const of = (pick: (sample: Sample) => number) => median(samples.map(pick));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    rounds: samples.map(({ perSecond }) => Math.round(perSecond)),
  };
}

/** The value in the middle, or the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
