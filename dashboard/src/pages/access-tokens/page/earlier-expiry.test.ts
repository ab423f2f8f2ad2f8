import { describe, expect, it } from 'vitest';
import { earlierDays, endOfEarlier } from './earlier-expiry.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 2, 15, 10);
const at = (days: number) => new Date(now + days * day).toISOString();

describe('an earlier expiry', () => {
  it('offers only days that end sooner than the token does', () => {
    expect(earlierDays(null, now)).toEqual([1, 7, 30, 90]);
    expect(earlierDays(at(30), now)).toEqual([1, 7]);
    expect(earlierDays(at(0.5), now)).toEqual([]);
  });

  it('is unchanged, days from now, or the end of a date that is not later', () => {
    expect(endOfEarlier({ kind: 'keep' }, at(5), now)).toBeNull();
    expect(endOfEarlier({ kind: 'days', days: 1 }, at(5), now)).toBe(now + day);
    expect(endOfEarlier({ kind: 'date', date: '2026-03-17' }, at(5), now)).toBe(
      new Date(2026, 2, 17, 23, 59, 59).getTime(),
    );
    expect(endOfEarlier({ kind: 'date', date: '2026-03-17' }, at(1), now)).toBeUndefined();
    expect(endOfEarlier({ kind: 'date', date: '2026-03-01' }, null, now)).toBeUndefined();
    expect(endOfEarlier({ kind: 'date', date: '' }, null, now)).toBeUndefined();
  });
});
