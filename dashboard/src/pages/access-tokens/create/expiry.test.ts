import { assert, constant, date, integer, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowsNoExpiry,
  dateBounds,
  endOf,
  firstChoice,
  isWithin,
  limitText,
  offeredDays,
} from './expiry.ts';

const day = 86_400_000;
const free = { maxLifetimeDays: null, expiryRequired: false };
const atMost = (maxLifetimeDays: number) => ({ maxLifetimeDays, expiryRequired: false });
const now = Date.UTC(2026, 2, 15, 10, 30);

describe('offeredDays', () => {
  it('offers 30, 60 and 90 days, and no expiry', () => {
    expect(offeredDays(free)).toEqual([30, 60, 90]);
    expect(allowsNoExpiry(free)).toBe(true);
    expect(limitText(free)).toBeNull();
  });

  it.each([
    [1, [1]],
    [30, [30]],
    [45, [30, 45]],
    [90, [30, 60, 90]],
    [365, [30, 60, 90]],
  ])('stays within a limit of %i days', (limit, offered) => {
    expect(offeredDays(atMost(limit))).toEqual(offered);
    expect(allowsNoExpiry(atMost(limit))).toBe(false);
    expect(limitText(atMost(limit))).toContain(limit === 1 ? '1 day.' : `${limit} days.`);
  });

  it('does not offer no expiry if every token must expire', () => {
    expect(allowsNoExpiry({ maxLifetimeDays: null, expiryRequired: true })).toBe(false);
    expect(limitText({ maxLifetimeDays: null, expiryRequired: true })).toContain('requires');
  });
});

describe('endOf', () => {
  it('returns days from now, the end of a day, or null', () => {
    expect(endOf({ kind: 'days', days: 30 }, free, now)).toBe(now + 30 * day);
    expect(endOf({ kind: 'never' }, free, now)).toBeNull();
    expect(endOf({ kind: 'date', date: '2026-04-01' }, free, now)).toBe(
      new Date(2026, 3, 1, 23, 59, 59).getTime(),
    );
  });

  it.each(['', 'soon', '2026-02-30x', '2020-01-01', '2099-01-01'])(
    'returns undefined for the date %j',
    (text) => {
      expect(endOf({ kind: 'date', date: text }, atMost(30), now)).toBeUndefined();
    },
  );

  it('keeps every offered choice within the policy, including the last selectable day', () => {
    const limits = oneof(constant(free), integer({ min: 1, max: 3_650 }).map(atMost));
    const moments = date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    assert(
      property(limits, moments, (policy, moment) => {
        const at = moment.getTime();
        const { min, max } = dateBounds(policy, at);
        const dates = [min, max ?? min].map((text) => ({ kind: 'date', date: text }) as const);
        const days = offeredDays(policy).map((count) => ({ kind: 'days', days: count }) as const);
        for (const choice of [firstChoice(policy), ...days, ...dates]) {
          const end = endOf(choice, policy, at) ?? Number.NaN;
          // In the last second of a day, the end of that day is not in the future.
          if (choice.kind === 'date' && Number.isNaN(end)) expect(new Date(at).getSeconds()).toBe(59);
          else expect(end > at && isWithin(policy, end, at)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
