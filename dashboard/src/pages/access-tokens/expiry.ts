import type { Policy } from '../../api/organization/organization.ts';

/** A number of days, a day in the viewer's zone (`2026-03-15`, through its end), or never. */
export type Expiry =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'never' };
type Limits = Pick<Policy, 'maxLifetimeDays' | 'expiryRequired'>;

const day = 86_400_000;
/** Milliseconds that a token is made to end before the limit: this clock and the server's are not the same. */
const allowance = 60_000;
const usual: readonly number[] = [30, 60, 90];

/** The numbers of days on offer: the usual ones within the limit, and the limit itself where it is shorter. */
export function daysOnOffer({ maxLifetimeDays: limit }: Limits): readonly number[] {
  if (limit === null) return usual;
  const within = usual.filter((days) => days <= limit);
  return limit < 90 && !within.includes(limit) ? [...within, limit] : within;
}

/** Whether a token may live for ever. */
export function neverIsAllowed({ maxLifetimeDays, expiryRequired }: Limits): boolean {
  return maxLifetimeDays === null && !expiryRequired;
}

/** What is chosen for a person at first: the longest of the usual. */
export function firstChoice(limits: Limits): Expiry {
  return { kind: 'days', days: daysOnOffer(limits).at(-1) ?? 1 };
}

/** The end of a token made now, in milliseconds; null: never. Undefined where the date is none, or out of bounds. */
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

/** The first and the last day that may be chosen, as a date field takes them. */
export function dateBounds(
  { maxLifetimeDays }: Limits,
  now: number,
): { min: string; max: string | undefined } {
  const max = maxLifetimeDays === null ? undefined : dateText(now + maxLifetimeDays * day - allowance);
  return { min: dateText(now), max };
}

/** The limit in words, or null where there is none. */
export function limitWords({ maxLifetimeDays: limit, expiryRequired }: Limits): string | null {
  if (limit !== null)
    return `Your organization lets a token live at most ${limit === 1 ? '1 day' : `${limit} days`}.`;
  return expiryRequired ? 'Your organization requires every token to expire.' : null;
}

/** Whether a token with this end, in milliseconds, could be made now. */
export function isWithin(
  { maxLifetimeDays, expiryRequired }: Limits,
  end: number | null,
  now: number,
): boolean {
  if (end === null) return maxLifetimeDays === null && !expiryRequired;
  return maxLifetimeDays === null || end <= now + maxLifetimeDays * day;
}

/** A moment's day in the viewer's zone, as a date field takes it. */
function dateText(at: number): string {
  const date = new Date(at);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
