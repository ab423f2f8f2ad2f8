import { toPage } from '../../../contract/paging.ts';
import { idParameter, responses } from '../../../contract/schemas.ts';
import { originOf } from '../../../http/change-origin.ts';
import { principalOf } from '../../../http/gate/request-state.ts';
import type { RouteContext } from '../../../http/route-context.ts';
import type { Server } from '../../../http/server.ts';
import { Application, ApplicationChange, ApplicationPage, ApplicationQuery } from '../schema.ts';
import { changeApplication, presentApplication } from './applications.ts';
import { listApplications } from './queries.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];

/** Lists, blocks and verifies the organization's applications, for administrators. */
export function applicationRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    '/api/v1/organization/applications',
    {
      schema: {
        tags,
        summary: 'List the apps that members have allowed (admins)',
        querystring: ApplicationQuery,
        response: responses({ 200: ApplicationPage }),
      },
      config: { access },
    },
    async (request) => {
      const { id } = principalOf(request).organization;
      const { total, rows } = await listApplications(db, id, request.query, now());
      return toPage(request.query, total, rows.map(presentApplication));
    },
  );

  server.patch(
    '/api/v1/organization/applications/:applicationId',
    {
      schema: {
        tags,
        summary: 'Block, unblock, verify or unverify an app (admins)',
        params: idParameter('applicationId', 'app'),
        body: ApplicationChange,
        response: responses({ 200: Application }),
      },
      config: { access },
    },
    async (request) => {
      const { organization } = principalOf(request);
      const from = originOf(request);
      const { applicationId } = request.params;
      return presentApplication(
        await changeApplication(db, organization.id, from, applicationId, request.body),
      );
    },
  );
}
