import { responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { requireShownFactor } from '../http/gate/authenticate.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { changeOrganization } from './change-organization.ts';
import { presentOrganization } from './present.ts';
import { Organization, OrganizationChange } from './schema.ts';

const adminOnly = {
  credential: 'any',
  scope: 'organization:write',
  permission: 'organization:manage',
} as const;
const tags = ['Organization'];
const ownFactorFirst =
  'Set up your own second factor, or enter a code, under Settings > Account > Security first. Otherwise this policy would lock you out.';

/** Shows and changes the organization and its policy. */
export function organizationRoutes(server: Server, { db }: RouteContext): void {
  server.get(
    '/api/v1/organization',
    {
      schema: {
        tags,
        summary: 'Get the organization and its policy',
        response: responses({ 200: Organization }),
      },
      config: { access: { credential: 'any', scope: 'organization:write' } },
    },
    (request) => presentOrganization(principalOf(request).organization),
  );

  server.patch(
    '/api/v1/organization',
    {
      schema: {
        tags,
        summary: "Change the organization's name or policy (admins)",
        body: OrganizationChange,
        response: responses({ 200: Organization }),
      },
      config: { access: adminOnly },
    },
    async (request) => {
      const principal = principalOf(request);
      // Without a second factor, the administrator could not undo the change.
      if (request.body.policy?.twoFactorRequired) requireShownFactor(principal, ownFactorFirst);
      const { id } = principal.organization;
      return presentOrganization(await changeOrganization(db, id, originOf(request), request.body));
    },
  );
}
