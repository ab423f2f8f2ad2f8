import { plans } from '../access/plans.ts';
import { registrationModes, twoFactorModes } from '../access/policy.ts';
import { parseStoredWord } from '../access/words.ts';
import type { Organization } from './principal.ts';

/** The columns of an organization in queries. */
export type OrganizationRow = {
  organizationId: string;
  slug: string;
  organizationName: string;
  plan: string;
  patsEnabled: number;
  maxLifetimeDays: number | null;
  expiryRequired: number;
  idleRevocationDays: number | null;
  registration: string;
  twoFactor: string;
  sessionIdleHours: number;
  sessionLifetimeHours: number;
  auditRetentionDays: number | null;
  usageRetentionDays: number | null;
};

/**
 * Parses an organization row.
 * @throws Error for an unknown word
 */
export function parseOrganization(row: OrganizationRow): Organization {
  return {
    id: row.organizationId,
    slug: row.slug,
    name: row.organizationName,
    plan: parseStoredWord(plans, row.plan),
    policy: {
      patsEnabled: row.patsEnabled === 1,
      maxLifetimeDays: row.maxLifetimeDays,
      expiryRequired: row.expiryRequired === 1,
      idleRevocationDays: row.idleRevocationDays,
      registration: parseStoredWord(registrationModes, row.registration),
      twoFactor: parseStoredWord(twoFactorModes, row.twoFactor),
      sessionIdleHours: row.sessionIdleHours,
      sessionLifetimeHours: row.sessionLifetimeHours,
      auditRetentionDays: row.auditRetentionDays,
      usageRetentionDays: row.usageRetentionDays,
    },
  };
}
