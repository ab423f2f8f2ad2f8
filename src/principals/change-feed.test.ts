import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangePage } from '../storage/changes/change-source.ts';
import { ChangeFeed } from './change-feed.ts';

const second = 1_000;

const changesOf = (...subjects: string[]) =>
  subjects.map((subject) => ({ position: 1, organizationId: 'org_1', subject }));

describe('ChangeFeed', () => {
  let now: number;
  /** The results of the next reads; errors are thrown. Once empty, nothing has changed. */
  let pages: (Partial<ChangePage> | Error | Promise<Partial<ChangePage>>)[];
  let reads: number;
  let told: string[];
  let health: (string | null)[];
  let feed: ChangeFeed;
  beforeEach(() => {
    [now, pages, reads, told, health] = [50_000, [], 0, [], []];
    let floor = 0;
    feed = new ChangeFeed(
      {
        read: async () => {
          reads += 1;
          floor += 10;
          const page = await (pages.shift() ?? {});
          if (page instanceof Error) throw page;
          return { changes: [], cursor: { floor, next: floor, open: [], server: '' }, gap: false, ...page };
        },
        close: async () => {},
      },
      () => now,
      { changed: (subjects) => told.push(...subjects), missed: () => told.push('all') },
      (error) => health.push(error instanceof Error ? error.message : null),
    );
  });
  /** Polls at the timer's rate for a while. */
  const pollFor = async (milliseconds: number) => {
    for (const end = now + milliseconds; now < end; now += 100) await feed.poll();
  };

  it('is not current before its first read, then for a second after each read', async () => {
    expect(feed.isCurrent()).toBe(false);
    await feed.poll();
    now += second;
    expect(feed.isCurrent()).toBe(true);
    now += 1;
    expect(feed.isCurrent()).toBe(false);
    await feed.poll();
    expect(feed.isCurrent()).toBe(true);
  });

  it('counts the second from the start of a read', async () => {
    const { promise, resolve: answer } = Promise.withResolvers<Partial<ChangePage>>();
    pages = [promise];
    const reading = feed.poll();
    now += 900;
    answer({});
    await reading;
    expect(feed.isCurrent()).toBe(true);
    now += 101;
    expect(feed.isCurrent()).toBe(false);
  });

  it('reads one page at a time, and is not current while a read hangs', async () => {
    await feed.poll();
    const { promise, resolve: answer } = Promise.withResolvers<Partial<ChangePage>>();
    pages = [promise];
    const polls = [feed.poll(), feed.poll(), feed.poll()];
    expect(reads).toBe(2);
    now += second + 1;
    expect(feed.isCurrent()).toBe(false);
    answer({ changes: changesOf('tok_1') });
    await Promise.all(polls);
    expect(feed.isCurrent()).toBe(false);
  });

  it('reports changes', async () => {
    await feed.poll();
    told = [];
    pages = [{ changes: changesOf('tok_1', 'usr_1') }, {}, { changes: changesOf('org_1') }];
    await pollFor(500);
    expect(told).toEqual(['tok_1', 'usr_1', 'org_1']);
  });

  it('reports missed changes after a pause and after a gap', async () => {
    await feed.poll();
    told = [];
    now += second;
    await feed.poll();
    expect(told).toEqual([]);
    now += second + 1;
    pages = [{ changes: changesOf('tok_1') }];
    await feed.poll();
    expect(told).toEqual(['all']);
    pages = [{ gap: true }];
    await feed.poll();
    expect(told).toEqual(['all', 'all']);
  });

  it('reports once that reads fail, and once that they succeed again', async () => {
    pages = [{}, new Error('away'), new Error('away'), {}, {}];
    await pollFor(500);
    expect(health).toEqual(['away', null]);
  });

  it('allows sweeping changes that it read ten minutes ago', async () => {
    await feed.poll();
    expect(feed.sweepable()).toBeNull();
    for (let minutes = 1; minutes <= 9; minutes += 1) {
      now += 60 * second;
      await feed.poll();
      expect(feed.sweepable()).toBeNull();
    }
    now += 60 * second;
    expect(feed.sweepable()).toBe(10);
    await feed.poll();
    now += 60 * second;
    await feed.poll();
    expect(feed.sweepable()).toBe(20);
  });
});
