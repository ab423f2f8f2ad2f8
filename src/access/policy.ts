export const registrationModes = ['open', 'authenticated', 'off'] as const;

/** An organization's rules for credentials. */
export type Policy = {
  readonly patsEnabled: boolean;
  /** Longest life of a new PAT, in days; null: no limit. */
  readonly maxLifetimeDays: number | null;
  readonly expiryRequired: boolean;
  /** A PAT unused for this many days is revoked; null: never. */
  readonly idleRevocationDays: number | null;
  /** Who may register OAuth clients. */
  readonly registration: (typeof registrationModes)[number];
  readonly twoFactorRequired: boolean;
};

export const defaultPolicy: Policy = {
  patsEnabled: true,
  maxLifetimeDays: null,
  expiryRequired: false,
  idleRevocationDays: null,
  registration: 'open',
  twoFactorRequired: false,
};

/** Milliseconds in a day. */
export const day = 86_400_000;

/** The day of a time (milliseconds since the epoch) in days since the epoch, UTC. */
export function dayOf(time: number): number {
  return Math.floor(time / day);
}

/**
 * Why a new token may not have this expiry (milliseconds since the epoch, null for none), in words for the person
 * who asked; null when it may.
 */
export function expiryViolation(policy: Policy, now: number, expiresAt: number | null): string | null {
  const limit = policy.maxLifetimeDays;
  if (expiresAt === null) {
    if (limit !== null)
      return `This organization lets a token live at most ${days(limit)}: give an expiresAt within that.`;
    return policy.expiryRequired
      ? 'This organization requires every token to expire: give an expiresAt.'
      : null;
  }
  if (limit !== null && expiresAt > now + limit * day) {
    return `This organization lets a token live at most ${days(limit)}: the latest expiresAt is ${new Date(now + limit * day).toISOString()}.`;
  }
  return null;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
