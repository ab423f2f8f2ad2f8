import type { Static } from 'typebox';
import type { Organization } from '../principals/principal.ts';
import type { Logo } from './logo/logo.ts';
import { isRequired } from './policy-change.ts';
import type { Organization as OrganizationSchema } from './schema.ts';

/** Returns an organization with its logo and policy, as the API shows it. */
export function presentOrganization(
  organization: Organization,
  logo: Logo | null,
): Static<typeof OrganizationSchema> {
  return {
    ...organization,
    logo,
    policy: { ...organization.policy, twoFactorRequired: isRequired(organization.policy) },
  };
}
