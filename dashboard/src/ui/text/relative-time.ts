import { dateLocale } from './locale.ts';

/**
 * Units, their length in seconds, and the seconds from which they are used. Days go up to 100, for "in 90
 * days".
 */
const units = [
  ['year', 31_536_000, 63_072_000],
  ['month', 2_592_000, 8_640_000],
  ['day', 86_400, 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
] as const;

/** Created on first use, because the first formatter of a page takes tens of milliseconds. */
let exact: Intl.DateTimeFormat | undefined;
let date: Intl.DateTimeFormat | undefined;

/**
 * Formats a time relative to another, both in milliseconds: "3 days ago", "in 2 hours", "just now". Past
 * times are rounded down and future ones to the nearest, so that a token just created for 30 days expires "in
 * 30 days".
 */
export function relativeTime(at: number, now: number): string {
  const seconds = (at - now) / 1000;
  // A tolerance of one minute, so that 86,399 seconds are a day.
  const distance = Math.abs(seconds) + (seconds > 0 ? 60 : 0);
  const found = units.find(([, , from]) => distance >= from);
  if (!found || distance < 60) return 'just now';
  const [unit, length] = found;
  const count = seconds / length;
  const whole = seconds > 0 ? Math.max(1, Math.round(count)) : Math.trunc(-count);
  const text = `${whole} ${unit}${whole === 1 ? '' : 's'}`;
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}

/** Formats a time to the second, in the reader's time zone and manner. */
export function exactTime(at: number): string {
  exact ??= new Intl.DateTimeFormat(dateLocale, { dateStyle: 'full', timeStyle: 'long' });
  return exact.format(at);
}

/** Formats a day in the reader's time zone and manner: "March 15, 2026". */
export function dayOf(at: number): string {
  date ??= new Intl.DateTimeFormat(dateLocale, { dateStyle: 'long' });
  return date.format(at);
}
