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
/** Keeps the expiry within four-digit years. */
const maxLifetime = 1_000 * 365 * day;

/**
 * Parses a lifetime such as 90d: a whole number and s, m, h, d, w or y (365 days). Returns milliseconds.
 * @throws UsageError
 */
export function parseLifetime(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,12})([smhdwy])$/.exec(text) ?? [];
  const lifetime = Number(count) * (units[unit] ?? Number.NaN);
  if (lifetime > 0 && lifetime <= maxLifetime) return lifetime;
  throw new UsageError(
    `'${text}' is not a lifetime: use a whole number and one of s, m, h, d, w or y (365 days), such as 90d, up to 1000y.`,
  );
}
