const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A time as seen from another, both in milliseconds: "3 days ago", "in 2 hours", "just now". Rounded down. */
export function relativeTime(at: number, now: number): string {
  const seconds = (at - now) / 1000;
  const found = units.find(([, length]) => Math.abs(seconds) >= length);
  if (!found) return seconds <= 0 ? 'just now' : 'in less than a minute';
  const [unit, length] = found;
  return relative.format(Math.trunc(seconds / length), unit);
}

/** A time to the second, in the viewer's own zone and language. */
export function exactTime(at: number): string {
  return exact.format(at);
}
