import { defineRoute } from '../http/define-route.ts';
import { requireVerifiedFactor } from '../http/gate/authenticate.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import { changeOrganization } from './change-organization.ts';
import { presentOrganization } from './present.ts';
import { Organization, OrganizationChange } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization';
const ownFactorFirst =
  'Set up your own second factor, or enter a code, under Settings > Account > Security first. Otherwise this policy would lock you out.';

/** The organization and its policy. */
export const organizationRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    tag,
    summary: 'Get the organization and its policy',
    access: { credential: 'any', scope: 'organization:write' },
    response: { 200: Organization },
    run: ({ member }) => presentOrganization(member.organization),
  }),

  defineRoute({
    method: 'PATCH',
    path,
    tag,
    summary: "Change the organization's name or policy (admins)",
    access: administratorAccess,
    body: OrganizationChange,
    response: { 200: Organization },
    run: async ({ member, from, body }) => {
      // Without a second factor, the administrator could not undo the change.
      if (body.policy?.twoFactorRequired) requireVerifiedFactor(member, ownFactorFirst);
      return presentOrganization(await changeOrganization(db, member.organization.id, from, body));
    },
  }),
];
