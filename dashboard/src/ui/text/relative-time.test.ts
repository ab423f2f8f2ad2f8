import { describe, expect, it } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = Date.UTC(2026, 2, 15, 10, 30);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [-59_000, 'just now'],
    [-60_000, '1 minute ago'],
    [-119 * minute, '1 hour ago'],
    [-47 * hour, '1 day ago'],
    [-99 * day, '99 days ago'],
    [-100 * day, '3 months ago'],
    [-800 * day, '2 years ago'],
    [20_000, 'in 1 minute'],
    [2 * hour, 'in 2 hours'],
    [day - 1_000, 'in 1 day'],
    [30 * day - 5_000, 'in 30 days'],
    [90 * day - 5_000, 'in 90 days'],
    [365 * day, 'in 12 months'],
  ])('formats a time %i ms away as %s', (distance, text) => {
    expect(relativeTime(now + distance, now)).toBe(text);
  });
});
