import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangePage } from '../storage/changes/change-source.ts';
import { ChangeFeed } from './change-feed.ts';

const second = 1_000;

describe('the reader of the feed of changes', () => {
  let now: number;
  /** What the next reads give; an error is thrown. Where none is left, nothing has changed. */
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
          return { subjects: [], cursor: { floor, next: floor, open: [] }, gap: false, ...page };
        },
        close: async () => {},
      },
      () => now,
      { changed: (subjects) => told.push(...subjects), missed: () => told.push('all') },
      (error) => health.push(error instanceof Error ? error.message : null),
    );
  });
  /** Polls, as often as a timer would, for a while. */
  const pollFor = async (milliseconds: number) => {
    for (const end = now + milliseconds; now < end; now += 100) await feed.poll();
  };

  it('vouches for nothing before its first read, then for a second after each', async () => {
    expect(feed.isCurrent()).toBe(false);
    await feed.poll();
    now += second;
    expect(feed.isCurrent()).toBe(true);
    now += 1;
    expect(feed.isCurrent()).toBe(false);
    await feed.poll();
    expect(feed.isCurrent()).toBe(true);
  });

  it('counts the second from when a read began, not from when it ended', async () => {
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

  it('reads one at a time: one that hangs makes it vouch for nothing', async () => {
    await feed.poll();
    const { promise, resolve: answer } = Promise.withResolvers<Partial<ChangePage>>();
    pages = [promise];
    const polls = [feed.poll(), feed.poll(), feed.poll()];
    expect(reads).toBe(2);
    now += second + 1;
    expect(feed.isCurrent()).toBe(false);
    answer({ subjects: ['tok_1'] });
    await Promise.all(polls);
    expect(feed.isCurrent()).toBe(false);
  });

  it('tells what changed', async () => {
    await feed.poll();
    told = [];
    pages = [{ subjects: ['tok_1', 'usr_1'] }, {}, { subjects: ['org_1'] }];
    await pollFor(500);
    expect(told).toEqual(['tok_1', 'usr_1', 'org_1']);
  });

  it('counts everything as missed after a lapse, and after a gap', async () => {
    await feed.poll();
    told = [];
    now += second;
    await feed.poll();
    expect(told).toEqual([]);
    now += second + 1;
    pages = [{ subjects: ['tok_1'] }];
    await feed.poll();
    expect(told).toEqual(['all']);
    pages = [{ gap: true }];
    await feed.poll();
    expect(told).toEqual(['all', 'all']);
  });

  it('says once that reads fail, and once that they succeed again', async () => {
    pages = [{}, new Error('away'), new Error('away'), {}, {}];
    await pollFor(500);
    expect(health).toEqual(['away', null]);
  });

  it('names as sweepable what it had read ten minutes ago', async () => {
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
