import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangeCursor } from '../../storage/changes/change-source.ts';
import { RecentChanges } from './recent-changes.ts';

const at = (next: number, ...open: number[]): ChangeCursor => ({
  server: 'a',
  floor: open[0] ?? next,
  next,
  open,
});
const change = (position: number, subject: string, organizationId: string | null = 'org_1') => ({
  position,
  organizationId,
  subject,
});

describe('RecentChanges', () => {
  let recent: RecentChanges;
  beforeEach(() => {
    recent = new RecentChanges();
  });
  const add = (cursor: ChangeCursor, ...changes: ReturnType<typeof change>[]) =>
    recent.add({ changes, cursor, gap: false }, true);
  const since = (cursor: ChangeCursor | null, organizationId = 'org_1') => {
    const result = recent.since(organizationId, cursor);
    return result?.kind === 'changes' ? result.subjects : result?.kind;
  };

  it('knows nothing before the first read', () => {
    expect(since(null)).toBeUndefined();
  });

  it("returns an organization's changes since a position, and only those", () => {
    add(at(5));
    add(at(8), change(5, 'tok_1'), change(6, 'tok_2', 'org_2'), change(7, 'tok_1'));
    expect(since(at(5))).toEqual(['tok_1']);
    expect(since(at(5), 'org_2')).toEqual(['tok_2']);
    expect(since(at(8))).toEqual([]);
  });

  it('resets a reader without a position, of another database, and from before its own start', () => {
    add(at(5));
    expect(since(null)).toBe('reset');
    expect(since({ ...at(5), server: 'b' })).toBe('reset');
    expect(since(at(4))).toBe('reset');
    expect(since(at(5))).toEqual([]);
  });

  it('resets every reader after a pause, and when a change may be of any organization', () => {
    add(at(5));
    recent.add({ changes: [change(5, 'tok_1')], cursor: at(6), gap: false }, false);
    expect(since(at(5))).toBe('reset');
    expect(since(at(6))).toEqual([]);
    add(at(7), change(6, 'usr_1', null));
    expect(since(at(6), 'org_2')).toBe('reset');
  });

  it('returns a change that was committed after those with higher positions', () => {
    add(at(5));
    add(at(9, 6), change(7, 'tok_7'), change(8, 'tok_8'));
    const position = at(9, 6);
    expect(since(position)).toEqual([]);
    add(at(10), change(6, 'tok_6'));
    expect(since(position)).toEqual(['tok_6']);
  });

  it('continues a reader while a transaction is open that began before this process', () => {
    add(at(9, 6));
    expect(since(at(9, 6))).toEqual([]);
    // Another process saw less than this one did at its start.
    expect(since(at(9, 6, 8))).toBe('reset');
  });

  it('has a reader wait whose position another process has read and this one has not', () => {
    add(at(9, 6));
    expect(since(at(9))).toBe('ahead');
    expect(since(at(12))).toBe('ahead');
    add(at(12));
    expect(since(at(12))).toEqual([]);
  });

  it('forgets the oldest changes, and resets readers that have not read them', () => {
    add(at(1));
    const all = Array.from({ length: 10_100 }, (_, index) => change(index + 1, `tok_${index + 1}`));
    add(at(10_101, 50), ...all.filter(({ position }) => position !== 50));
    expect(since(at(1))).toBe('reset');
    expect(since(at(101, 50))).toHaveLength(10_000);
    expect(since(at(10_101, 50))).toEqual([]);
    add(at(10_101), change(50, 'tok_50'));
    expect(since(at(10_101, 50))).toEqual(['tok_50']);
  });

  it('wakes those who wait, at a change or when they stop waiting', async () => {
    add(at(1));
    const woken = recent.next('org_1', new AbortController().signal);
    add(at(2), change(1, 'tok_1'));
    await woken;
    const stop = new AbortController();
    const stopped = recent.next('org_1', stop.signal);
    stop.abort();
    await stopped;
    await recent.next('org_1', stop.signal);
  });

  it("does not wake readers for another organization's changes, and for sessions", async () => {
    add(at(1));
    let isWoken = false;
    const waiting = recent.next('org_1', new AbortController().signal).then(() => {
      isWoken = true;
    });
    add(at(3), change(1, 'tok_1', 'org_2'), change(2, 'ses_1'));
    await Promise.resolve();
    expect(isWoken).toBe(false);
    expect(since(at(1))).toEqual([]);
    add(at(4), change(3, 'mac', null));
    await waiting;
    const again = recent.next('org_1', new AbortController().signal);
    recent.add({ changes: [], cursor: at(9), gap: true }, false);
    await again;
  });

  it('takes more changes at once than a call can have arguments, and forgets none without a reset', () => {
    add(at(1));
    const many = Array.from({ length: 400_000 }, (_, index) => change(index + 1, `tok_${index + 1}`));
    recent.add({ changes: many, cursor: at(400_001), gap: false }, true);
    expect(since(at(1))).toBe('reset');
    expect(since(at(400_000))).toEqual(['tok_400000']);
  });
});
