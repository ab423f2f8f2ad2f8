import type { Static } from 'typebox';
import type { Organization } from '../principals/principal.ts';
import type { Organization as OrganizationSchema } from './schema.ts';

/** An organization with its policy. */
export function presentOrganization(organization: Organization): Static<typeof OrganizationSchema> {
  return { ...organization, policy: { ...organization.policy } };
}
