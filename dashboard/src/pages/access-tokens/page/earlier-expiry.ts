/** An earlier end for a token: unchanged, a number of days from now, or a date in the viewer's time zone. */
export type EarlierExpiry =
  | { readonly kind: 'keep' }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'date'; readonly date: string };

const day = 86_400_000;
const usual: readonly number[] = [1, 7, 30, 90];

/** Returns the days to offer: those that end before the token does now (RFC 3339; null: never). */
export function earlierDays(current: string | null, now: number): readonly number[] {
  return usual.filter((days) => current === null || now + days * day < Date.parse(current));
}

/** Returns the new end in milliseconds; null: unchanged, undefined: the date is past or not earlier. */
export function endOfEarlier(
  expiry: EarlierExpiry,
  current: string | null,
  now: number,
): number | null | undefined {
  if (expiry.kind === 'keep') return null;
  const end = expiry.kind === 'days' ? now + expiry.days * day : Date.parse(`${expiry.date}T23:59:59`);
  const latest = current === null ? Number.POSITIVE_INFINITY : Date.parse(current);
  return end > now && end <= latest ? end : undefined;
}
