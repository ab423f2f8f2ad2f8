/** A unit, its length in seconds, and from how many seconds on it is used: days up to 100, for "in 90 days". */
const units = [
  ['year', 31_536_000, 63_072_000],
  ['month', 2_592_000, 8_640_000],
  ['day', 86_400, 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
] as const;

/** Made when first used: a page's first formatter takes tens of milliseconds, and many pages begin without one. */
let exact: Intl.DateTimeFormat | undefined;
let date: Intl.DateTimeFormat | undefined;

/**
 * A time as seen from another, both in milliseconds: "3 days ago", "in 2 hours", "just now". What is past is rounded
 * down; days to come are rounded to the nearest, so that a token just made for 30 days expires "in 30 days".
 */
export function relativeTime(at: number, now: number): string {
  const seconds = (at - now) / 1000;
  // A minute's tolerance: what is 86,399 seconds away is a day away.
  const distance = Math.abs(seconds) + (seconds > 0 ? 60 : 0);
  const found = units.find(([, , from]) => distance >= from);
  if (!found || distance < 60) return 'just now';
  const [unit, length] = found;
  const count = seconds / length;
  const whole = seconds > 0 ? Math.max(1, Math.round(count)) : Math.trunc(-count);
  const words = `${whole} ${unit}${whole === 1 ? '' : 's'}`;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** A time to the second, in the viewer's own zone and language. */
export function exactTime(at: number): string {
  exact ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
  return exact.format(at);
}

/** A day in the viewer's own zone: "March 15, 2026". */
export function dayOf(at: number): string {
  date ??= new Intl.DateTimeFormat('en', { dateStyle: 'long' });
  return date.format(at);
}
