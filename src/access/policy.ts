/** `phishing-resistant` requires a passkey. */
export const twoFactorModes = ['off', 'required', 'phishing-resistant'] as const;
export const registrationModes = ['open', 'authenticated', 'off'] as const;

/** An organization's rules for credentials. */
export type Policy = {
  readonly patsEnabled: boolean;
  /** Maximum lifetime of a new PAT in days, or null. */
  readonly maxLifetimeDays: number | null;
  readonly expiryRequired: boolean;
  /** Days without use after which a PAT is revoked, or null. */
  readonly idleRevocationDays: number | null;
  /** Who may register OAuth clients. */
  readonly registration: (typeof registrationModes)[number];
  /** Which second factor members must sign in with. */
  readonly twoFactor: (typeof twoFactorModes)[number];
  /** Hours without a request after which a session ends. */
  readonly sessionIdleHours: number;
  /** Hours after the sign-in at which a session ends, used or not. */
  readonly sessionLifetimeHours: number;
  /** Days after which events of the audit log are deleted; null for the operator's setting. */
  readonly auditRetentionDays: number | null;
  /** Days after which the daily use of tokens and their addresses are deleted; null for the longest. */
  readonly usageRetentionDays: number | null;
};

/** Days for which the daily use of tokens is kept: the shortest that a policy can set, and the longest. */
export const usageRetention = { shortest: 30, longest: 90 } as const;

export const defaultPolicy: Policy = {
  patsEnabled: true,
  maxLifetimeDays: null,
  expiryRequired: false,
  idleRevocationDays: null,
  registration: 'open',
  twoFactor: 'off',
  sessionIdleHours: 168,
  sessionLifetimeHours: 720,
  auditRetentionDays: null,
  usageRetentionDays: null,
};

/**
 * Returns after how many days events of an organization's audit log are deleted, or null if they stay: the shorter one of
 * what the organization and the operator of the server set.
 */
export function auditRetention(own: number | null, operator: number | null): number | null {
  return own === null || operator === null ? (own ?? operator) : Math.min(own, operator);
}

/** How long after a sign-in or a confirmation a session can make sensitive changes, in milliseconds. */
export const confirmationLifetime = 900_000;

/** Milliseconds in an hour. */
export const hour = 3_600_000;
/** Milliseconds in a day. */
export const day = 86_400_000;

/** Converts a time (milliseconds since the epoch) to days since the epoch, UTC. */
export function dayOf(time: number): number {
  return Math.floor(time / day);
}

/**
 * Explains why a new token may not have this expiry (milliseconds since the epoch, or null); null if it may.
 */
export function expiryViolation(policy: Policy, now: number, expiresAt: number | null): string | null {
  const limit = policy.maxLifetimeDays;
  if (expiresAt === null) {
    if (limit !== null)
      return `This organization limits tokens to at most ${days(limit)}. Set an expiresAt within this limit.`;
    return policy.expiryRequired
      ? 'This organization requires every token to expire. Set an expiresAt.'
      : null;
  }
  if (limit !== null && expiresAt > now + limit * day) {
    return `This organization limits tokens to at most ${days(limit)}. The latest expiresAt is ${new Date(now + limit * day).toISOString()}.`;
  }
  return null;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
