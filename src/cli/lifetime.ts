import { day } from '../access/policy.ts';
import { UsageError } from './failure.ts';

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: day,
  w: 7 * day,
  y: 365 * day,
};
/** A time further off than a thousand years has no date of four digits for its year. */
const longest = 1_000 * 365 * day;

/**
 * Milliseconds of a lifetime such as 90d: a whole number and s, m, h, d, w or y (365 days).
 * @throws UsageError
 */
export function parseLifetime(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,12})([smhdwy])$/.exec(text) ?? [];
  const lifetime = Number(count) * (units[unit] ?? Number.NaN);
  if (lifetime > 0 && lifetime <= longest) return lifetime;
  throw new UsageError(
    `'${text}' is no lifetime: give a whole number and one of s, m, h, d, w or y (365 days), such as 90d, of at most 1000y.`,
  );
}
