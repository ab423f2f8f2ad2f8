import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { presentUser } from '../members/present.ts';
import { completeSetup } from './complete.ts';
import { SetupRequest, SetupResult } from './schema.ts';

/** Creates the first organization of an empty database with the setup link. */
export const setupRoutes = ({ db }: Services) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/setup',
    operationId: 'setUpServer',
    tag: 'Service',
    summary: 'Create the first organization and its administrator with the one-time setup link',
    access: { credential: 'none' },
    body: SetupRequest,
    reference: { errors: ['not_found', 'already_exists', 'cross_site_request'] },
    response: { 201: SetupResult },
    run: async ({ from, body }) => {
      const { organization, admin } = await completeSetup(db, from, body);
      return { organization, user: presentUser(admin) };
    },
  }),
];
