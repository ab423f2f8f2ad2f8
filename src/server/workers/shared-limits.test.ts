import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { AttemptLimit } from '../../contract/limits/attempt-limit.ts';
import type { Limits } from '../../contract/limits/limits.ts';
import type { SlotLimits } from '../../contract/limits/slots.ts';
import { MachineLimits } from './machine-limits.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Questions } from './questions.ts';
import { sharedLimits } from './shared-limits.ts';

type Worker = { readonly limits: Limits; readonly end: () => void };

/** Connects workers to one supervisor, with messages that arrive in a later turn and as JSON. */
function machine(count: number): Worker[] {
  const supervisor = new MachineLimits(count);
  return Array.from({ length: count }, () => {
    const ended = Promise.withResolvers<{ code: number; signal: null }>();
    const worker = {
      ended: ended.promise,
      send: (message: ToWorker) => {
        const { kind, ...rest }: ToWorker = JSON.parse(JSON.stringify(message));
        if (kind === 'answers' && 'answers' in rest) setImmediate(() => questions.take(rest.answers));
      },
    };
    const questions = new Questions(async (message: FromWorker) => {
      const sent: FromWorker = JSON.parse(JSON.stringify(message));
      if (sent.kind === 'questions') setImmediate(() => supervisor.answer(worker, sent.questions));
    });
    supervisor.add(worker);
    return { limits: sharedLimits(questions), end: () => ended.resolve({ code: 0, signal: null }) };
  });
}

describe('limits of several workers', () => {
  it('allow at most the limit of requests in all, and leave at most a sixteenth of it unused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 500, maxLength: 500 }),
        fc.integer({ min: 1, max: 50 }),
        async (workers, limit, order, atOnce) => {
          const counts = machine(workers).map(({ limits }) => limits.requests('test'));
          const seen: number[] = [];
          for (let start = 0; start < order.length; start += atOnce) {
            const sent = order.slice(start, start + atOnce).map((index) => counts[index % workers]);
            const counted = await Promise.all(sent.map((one) => one?.count('key', limit)));
            seen.push(...counted.map((one) => one?.count ?? 0));
          }
          const allowed = seen.filter((count) => count <= limit);
          expect(allowed.length).toBeLessThanOrEqual(limit);
          // One worker may not get any request at the end, and keep what it had been given.
          const unused = workers * Math.max(1, Math.floor(limit / (workers * 16)));
          expect(allowed.length).toBeGreaterThanOrEqual(Math.min(limit - unused, 500));
          expect(Math.min(...allowed)).toBe(1);
          // The first rejection is reported once, for the audit log.
          expect(seen.filter((count) => count === limit + 1).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('ask the supervisor once for many requests', async () => {
    const [worker] = machine(2);
    const counts = worker?.limits.requests('test');
    expect(counts?.count('key', 3_200)).toBeInstanceOf(Promise);
    await counts?.count('key', 3_200);
    const later = Array.from({ length: 98 }, () => counts?.count('key', 3_200));
    expect(later.filter((counted) => counted instanceof Promise)).toEqual([]);
    expect(later.at(-1)).toMatchObject({ count: 100 });
    expect(counts?.count('key', 3_200)).toBeInstanceOf(Promise);
  });

  it('count attempts exactly, and take them back for all', async () => {
    const [first, second] = machine(2).map(({ limits }) => new AttemptLimit(limits, 'test', 3));
    const limited = expect.objectContaining({ code: 'rate_limited' });
    await first?.take('key');
    await second?.take('key');
    await first?.take('key');
    await expect(second?.take('key')).rejects.toEqual(limited);
    await second?.take('another');
    first?.giveBack('another');
    for (const limit of [first, second, first]) await limit?.take('another');
    await expect(first?.take('another')).rejects.toEqual(limited);
  });

  it('give slots to one worker at a time, and free those of a worker that ends', async () => {
    const one: SlotLimits = { running: { all: 2, parts: { organization: 1 } }, waiting: null, turns: [] };
    const workers = machine(2);
    const [first, second] = workers.map(({ limits }) => limits.slots('test', one));
    const entered = await first?.enter({ organization: 'a' });
    expect(await second?.enter({ organization: 'a' })).toEqual({ full: 'organization' });
    await second?.enter({ organization: 'b' });
    expect(await first?.enter({ organization: 'c' })).toEqual({ full: 'all' });
    if (entered && 'release' in entered) entered.release();
    expect(await second?.enter({ organization: 'a' })).toHaveProperty('release');
    workers[1]?.end();
    await vi.waitFor(async () => expect(await first?.enter({ organization: 'b' })).toHaveProperty('release'));
  });

  it('wait for a slot of another worker', async () => {
    const one: SlotLimits = {
      running: { all: 1, parts: {} },
      waiting: { all: 1, parts: {}, deadline: 60_000 },
      turns: [],
    };
    const [first, second] = machine(2).map(({ limits }) => limits.slots('test', one));
    const entered = await first?.enter({});
    const waiting = second?.enter({});
    expect(await first?.enter({})).toEqual({ full: 'all' });
    if (entered && 'release' in entered) entered.release();
    expect(await waiting).toHaveProperty('release');
  });

  it('reject what the supervisor does not answer in time', async () => {
    vi.useFakeTimers();
    try {
      const counts = sharedLimits(new Questions(async () => {})).requests('test');
      const counted = expect(counts.count('key', 10)).rejects.toMatchObject({ code: 'unavailable' });
      await vi.advanceTimersByTimeAsync(1_500);
      await counted;
    } finally {
      vi.useRealTimers();
    }
  });
});
