/** When a token ends. Times are milliseconds since the epoch; null is never. */
type Ends = { readonly expiresAt: number | null; readonly revokedAt: number | null };

/** When a token really ends: at its expiry, or with the overlap of a rotation where that is sooner. */
export function tokenEnd({ expiresAt, revokedAt }: Ends): number | null {
  if (expiresAt === null || revokedAt === null) return expiresAt ?? revokedAt;
  return Math.min(expiresAt, revokedAt);
}
