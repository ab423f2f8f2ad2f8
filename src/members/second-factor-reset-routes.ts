import { SpedyError } from '../contract/errors.ts';
import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { resetSecondFactor } from './second-factor-reset.ts';

/** Lets an administrator reset the second factor of a member who has lost it. */
export function secondFactorResetRoutes(server: Server, { db }: RouteContext): void {
  server.delete(
    '/api/v1/users/:userId/second-factor',
    {
      schema: {
        tags: ['Organization'],
        summary: "Reset a member's second factor and end their sessions (admins, session only)",
        params: idParameter('userId', 'usr'),
        response: responses({ 204: NoContent }),
      },
      config: { access: { credential: 'session', permission: 'organization:manage' } },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const { userId } = request.params;
      if (userId === user.id)
        throw new SpedyError('forbidden', {
          message: 'Turn off your own second factor with a code under Settings > Account > Security.',
        });
      await resetSecondFactor(db, organization.id, originOf(request), userId);
      return reply.status(204).send(null);
    },
  );
}
