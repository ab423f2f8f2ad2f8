import type { Static } from 'typebox';
import type { Organization } from '../principals/principal.ts';
import type { Organization as OrganizationSchema } from './schema.ts';

/** Returns an organization with its policy, as the API shows it. */
export function presentOrganization(organization: Organization): Static<typeof OrganizationSchema> {
  return { ...organization, policy: { ...organization.policy } };
}
