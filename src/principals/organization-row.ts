import { parsePlan } from '../access/plans.ts';
import { registrationModes } from '../access/policy.ts';
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
  twoFactorRequired: number;
};

/**
 * Parses an organization row.
 * @throws Error for an unknown word: rejecting a request is safer than guessing access
 */
export function parseOrganization(row: OrganizationRow): Organization {
  const plan = parsePlan(row.plan);
  const registration = registrationModes.find((mode) => mode === row.registration);
  if (!plan || !registration)
    throw new Error(`organization ${row.organizationId} has an unknown plan or policy`);
  return {
    id: row.organizationId,
    slug: row.slug,
    name: row.organizationName,
    plan,
    policy: {
      patsEnabled: row.patsEnabled === 1,
      maxLifetimeDays: row.maxLifetimeDays,
      expiryRequired: row.expiryRequired === 1,
      idleRevocationDays: row.idleRevocationDays,
      registration,
      twoFactorRequired: row.twoFactorRequired === 1,
    },
  };
}
