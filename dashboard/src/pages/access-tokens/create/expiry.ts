import type { Policy } from '../../../api/organization/organization.ts';

/** A number of days, a date in the viewer's time zone (`2026-03-15`, to the end of the day), or never. */
export type Expiry =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'never' };
type Limits = Pick<Policy, 'maxLifetimeDays' | 'expiryRequired'>;

const day = 86_400_000;
/** Milliseconds subtracted from the limit, because this clock and the server's may differ. */
const allowance = 60_000;
const usual: readonly number[] = [30, 60, 90];

/** Returns the days to offer: the usual ones within the limit, and the limit itself if it is below 90. */
export function offeredDays({ maxLifetimeDays: limit }: Limits): readonly number[] {
  if (limit === null) return usual;
  const within = usual.filter((days) => days <= limit);
  return limit < 90 && !within.includes(limit) ? [...within, limit] : within;
}

/** Whether a token may have no expiry. */
export function allowsNoExpiry({ maxLifetimeDays, expiryRequired }: Limits): boolean {
  return maxLifetimeDays === null && !expiryRequired;
}

/** The default choice: the longest number of days on offer. */
export function firstChoice(limits: Limits): Expiry {
  return { kind: 'days', days: offeredDays(limits).at(-1) ?? 1 };
}

/**
 * Returns when a token created now expires, in milliseconds; null: never, undefined: the date is invalid.
 */
export function endOf(expiry: Expiry, { maxLifetimeDays }: Limits, now: number): number | null | undefined {
  if (expiry.kind === 'never') return null;
  const latest =
    maxLifetimeDays === null ? Number.POSITIVE_INFINITY : now + maxLifetimeDays * day - allowance;
  if (expiry.kind === 'days') return Math.min(now + expiry.days * day, latest);
  const start = Date.parse(`${expiry.date}T00:00:00`);
  const end = Date.parse(`${expiry.date}T23:59:59`);
  if (Number.isNaN(end) || end <= now || start > latest) return undefined;
  return Math.min(end, latest);
}

/** Returns the first and last selectable day, as `YYYY-MM-DD`. */
export function dateBounds(
  { maxLifetimeDays }: Limits,
  now: number,
): { min: string; max: string | undefined } {
  const max = maxLifetimeDays === null ? undefined : dateText(now + maxLifetimeDays * day - allowance);
  return { min: dateText(now), max };
}

/** Describes the policy's limit, or returns null if there is none. */
export function limitText({ maxLifetimeDays: limit, expiryRequired }: Limits): string | null {
  if (limit !== null) return `Your organization limits tokens to ${limit === 1 ? '1 day' : `${limit} days`}.`;
  return expiryRequired ? 'Your organization requires tokens to expire.' : null;
}

/** Whether the policy allows a token that expires at `end` (milliseconds; null: never). */
export function isWithin(
  { maxLifetimeDays, expiryRequired }: Limits,
  end: number | null,
  now: number,
): boolean {
  if (end === null) return maxLifetimeDays === null && !expiryRequired;
  return maxLifetimeDays === null || end <= now + maxLifetimeDays * day;
}

/** Formats a time as `YYYY-MM-DD` in the viewer's time zone. */
function dateText(at: number): string {
  const date = new Date(at);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
