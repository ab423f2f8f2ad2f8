import { mapPage } from '../../../contract/paging.ts';
import { idParameter } from '../../../contract/schemas.ts';
import { defineRoute } from '../../../http/define-route.ts';
import { requireConfirmation } from '../../../http/gate/confirmation.ts';
import { administratorAccess } from '../../../http/gate/request-state.ts';
import type { Services } from '../../../http/services.ts';
import { blockedApplications, changeApplication, presentApplication } from './applications.ts';
import { listApplications } from './queries.ts';
import { Application, ApplicationChange, ApplicationPage, ApplicationQuery } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization/applications';

/** Lists, blocks and verifies the organization's applications, for administrators. */
export const applicationRoutes = ({ db, now, sweepSoon }: Pick<Services, 'db' | 'now' | 'sweepSoon'>) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listApplications',
    tag,
    summary: 'List the apps that members have allowed (admins)',
    access: administratorAccess,
    query: ApplicationQuery,
    response: { 200: ApplicationPage },
    run: async ({ member, query }) =>
      mapPage(await listApplications(db, member.organization.id, query, now()), presentApplication),
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:applicationId`,
    operationId: 'updateApplication',
    tag,
    summary: 'Block, unblock, verify or unverify an app (admins)',
    description: 'Verifying in a session needs a recent confirmation.',
    access: administratorAccess,
    params: idParameter('applicationId', 'app'),
    body: ApplicationChange,
    reference: { errors: ['confirmation_required', 'unavailable'] },
    response: { 200: Application },
    run: async ({ member, from, params, body }) => {
      if (body.verified) requireConfirmation(member, from.at);
      const changed = await changeApplication(db, member.organization.id, from, params.applicationId, body);
      if (body.blocked === true) sweepSoon(blockedApplications);
      return presentApplication(changed);
    },
  }),
];
