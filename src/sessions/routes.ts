import { idParameter, NoContent } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { endEverySession, endSession } from './end-session.ts';
import { presentSession } from './present.ts';
import { listSessions } from './queries.ts';
import { SessionList } from './schema.ts';
import { signOutBrowser } from './sign-out-cookie.ts';

const access = { credential: 'session' } as const;
const tag = 'Sessions';
const path = '/api/v1/me/sessions';

/** A member's own sessions. */
export const sessionRoutes = ({ db, now }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listSessions',
    tag,
    summary: 'List your sessions',
    access,
    config: { load: 'list' },
    response: { 200: SessionList },
    run: async ({ member: { organization, user, authentication } }) => {
      const { id, policy } = organization;
      const rows = await listSessions(db, id, user.id, policy, now());
      return { data: rows.map((row) => presentSession(row, policy, authentication.sessionId)) };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path,
    operationId: 'endSessions',
    tag,
    summary: 'Sign out everywhere, including this session',
    access: { credential: 'session', beforeEnrollment: true },
    response: { 204: NoContent },
    run: async ({ member: { organization, user }, from, request, reply }) => {
      await endEverySession(db, organization.id, from, user.id);
      signOutBrowser(request, reply);
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:sessionId`,
    operationId: 'endSession',
    tag,
    summary: 'End one of your sessions',
    access,
    params: idParameter('sessionId', 'ses'),
    response: { 204: NoContent },
    run: async ({ member: { organization, user, authentication }, from, params, request, reply }) => {
      await endSession(db, organization.id, from, user.id, params.sessionId);
      if (params.sessionId === authentication.sessionId) signOutBrowser(request, reply);
    },
  }),
];
