import type { Static } from 'typebox';
import { auditRetention, usageRetention } from '../access/policy.ts';
import type { Organization } from '../principals/principal.ts';
import type { Logo } from './logo/logo.ts';
import { isRequired } from './policy-change.ts';
import type { Organization as OrganizationSchema } from './schema.ts';

/**
 * Returns an organization with its logo and policy, as the API shows it.
 * @param operatorDays the operator's retention of audit logs, or null
 */
export function presentOrganization(
  organization: Organization,
  logo: Logo | null,
  operatorDays: number | null,
): Static<typeof OrganizationSchema> {
  const { auditRetentionDays, usageRetentionDays } = organization.policy;
  return {
    ...organization,
    logo,
    policy: { ...organization.policy, twoFactorRequired: isRequired(organization.policy) },
    retention: {
      auditDays: auditRetention(auditRetentionDays, operatorDays),
      operatorAuditDays: operatorDays,
      usageDays: usageRetentionDays ?? usageRetention.longest,
    },
  };
}
