import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { credentialId } from '../principals/principal.ts';
import { signedOut } from './browser-cookie.ts';
import { endEverySession, endSession, sessionsOf } from './list.ts';
import { SessionList } from './schema.ts';

const access = { credential: 'session' } as const;
const tags = ['Sessions'];
const path = '/api/v1/me/sessions';

/** Lists and ends a member's sessions. */
export function sessionListRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    path,
    {
      schema: { tags, summary: 'List your sessions', response: responses({ 200: SessionList }) },
      config: { access },
    },
    async (request) => {
      const principal = principalOf(request);
      const { organization, user } = principal;
      return { data: await sessionsOf(db, organization.id, user.id, credentialId(principal), now()) };
    },
  );

  server.delete(
    path,
    {
      schema: {
        tags,
        summary: 'Sign out everywhere, including this session',
        response: responses({ 204: NoContent }),
      },
      config: { access: { credential: 'session', beforeEnrollment: true } },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      await endEverySession(db, organization.id, originOf(request), user.id);
      signedOut(request, reply);
      return reply.status(204).send(null);
    },
  );

  server.delete(
    `${path}/:sessionId`,
    {
      schema: {
        tags,
        summary: 'End one of your sessions',
        params: idParameter('sessionId', 'ses'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { organization, user } = principal;
      const { sessionId } = request.params;
      await endSession(db, organization.id, originOf(request), user.id, sessionId);
      if (sessionId === credentialId(principal)) signedOut(request, reply);
      return reply.status(204).send(null);
    },
  );
}
