import type { Journal, Probe, Write } from './journal.ts';

/** A span of time in milliseconds of `performance.now()`. */
export type Span = { readonly from: number; readonly to: number };

/**
 * The longest time without an acknowledged write that overlaps a span: how long service was interrupted. Pauses of the load
 * itself are far below a second.
 */
export function longestInterruption(writes: readonly Write[], { from, to }: Span): number {
  const acknowledged = writes.filter(({ ok, ended }) => ok && ended >= from - 2_000 && ended <= to);
  const times = acknowledged.map(({ ended }) => ended).sort((one, other) => one - other);
  const ends = [...times.slice(1), to];
  return Math.max(0, ...times.map((time, index) => (ends[index] ?? to) - time));
}

/** Spans in which a server failed every write that it got, between its last and its next acknowledged write. */
function deadSpans(writes: readonly Write[]): Span[] {
  const spans: Span[] = [];
  let last: number | null = null;
  let failed = false;
  for (const { ok, ended } of [...writes].sort((one, other) => one.ended - other.ended)) {
    if (!ok) failed = true;
    else {
      if (failed && last !== null) spans.push({ from: last, to: ended });
      last = ended;
      failed = false;
    }
  }
  return spans;
}

export type Honesty = {
  readonly front: string;
  /** The time of the last acknowledged write, and of the next one. */
  readonly from: string;
  readonly to: string;
  /**
   * How far inside the interruption `/readyz` still said ready: milliseconds from its beginning or its end, whichever is nearer.
   */
  readonly saidReady: number;
  /** Milliseconds after its end in which `/readyz` still said not ready. */
  readonly saidNotReady: number;
};

/** Interruptions in milliseconds that are too short to say anything about readiness. */
const shortest = 2_000;

/** Compares what `/readyz` of a server said in each interruption with what its writes showed. */
export function honestyOf(front: string, { writes, probes }: Journal): Honesty[] {
  const own = probes.filter((probe) => probe.front === front);
  const spans = deadSpans(writes.filter((write) => write.front === front));
  const long = spans.filter(({ from, to }) => to - from > shortest);
  return long.map((span) => ({
    front,
    from: new Date(performance.timeOrigin + span.from).toISOString(),
    to: new Date(performance.timeOrigin + span.to).toISOString(),
    saidReady: Math.round(lastReady(own, span)),
    saidNotReady: Math.round(lastNotReady(own, span)),
  }));
}

/** How far inside an interruption, from both of its ends, an answer still said ready. */
function lastReady(probes: readonly Probe[], { from, to }: Span): number {
  const wrong = probes.filter(({ ready, began, ended }) => ready && began > from && ended < to);
  return Math.max(0, ...wrong.map(({ began, ended }) => Math.min(began - from, to - ended)));
}

function lastNotReady(probes: readonly Probe[], { to }: Span): number {
  const ready = probes.find(({ ready, began }) => ready && began >= to - 500);
  return Math.max(0, (ready?.began ?? to) - to);
}

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
