/** The end times of a token in milliseconds since the epoch; null is never. */
type Ends = { readonly expiresAt: number | null; readonly revokedAt: number | null };

/** Returns when a token ends: at its expiry, or at the end of a rotation's overlap if that is earlier. */
export function tokenEnd({ expiresAt, revokedAt }: Ends): number | null {
  if (expiresAt === null || revokedAt === null) return expiresAt ?? revokedAt;
  return Math.min(expiresAt, revokedAt);
}

/** The end of a token as the header of its responses says it. */
export function expiryOf(end: number | null): string | null {
  return end === null ? null : new Date(end).toISOString();
}
