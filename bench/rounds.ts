/** The measurements of one run of a mode. */
export type Sample = { readonly perSecond: number; readonly p50: number; readonly p99: number };
/** The medians of a mode's rounds, with the requests per second of each round. */
export type Figures = Sample & { readonly rounds: readonly number[] };
export type Mode = { readonly name: string; readonly run: (seconds: number) => Promise<Sample> };

/** The time in which all modes warm up concurrently, in seconds. */
export const warmUp = 2;

/**
 * Runs modes in turn (A B A B) after a warm-up, so that other load on the machine affects all of them.
 * @param seconds the duration of each run
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

/** Returns the middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
