const form = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The range of four-digit years in UTC, so that every formatted time can be parsed. */
const earliest = Date.parse('0000-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Parses an RFC 3339 5.6 date-time in any zone. Returns milliseconds since the epoch, or null for anything
 * else, including February 30, leap seconds and times outside the years 0000 to 9999 in UTC.
 */
export function parseTimestamp(text: string): number | null {
  const match = form.exec(text);
  if (!match) return null;
  const [year, month, date, hour, minute, second] = match.slice(1, 7).map(Number) as [number, ...number[]];
  const wall = new Date(0);
  wall.setUTCFullYear(year, (month ?? 0) - 1, date);
  if (wall.getUTCMonth() + 1 !== month || wall.getUTCDate() !== date) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  const time = Date.parse(text.toUpperCase());
  return time >= earliest && time <= latest ? time : null;
}

/** Recently formatted times, each in the slot of its hash: lists show the same times again and again. */
const slotBits = 12;
const formatted = new Array<{ readonly time: number; readonly text: string } | undefined>(2 ** slotBits);
/** Multiplicative hashing (Knuth): whole hours would have few remainders. */
const slotOf = (time: number) => Math.imul(time, 0x9e3779b1) >>> (32 - slotBits);

/** Formats a time as RFC 3339 in UTC, with milliseconds and `Z`. */
export function formatTimestamp(time: number): string {
  const slot = slotOf(time);
  const known = formatted[slot];
  if (known?.time === time) return known.text;
  const text = new Date(time).toISOString();
  formatted[slot] = { time, text };
  return text;
}

/** Formats a time like formatTimestamp; null stays null. */
export function formatOptionalTimestamp(time: number | null): string | null {
  return time === null ? null : formatTimestamp(time);
}
