import { responses } from '../contract/schemas.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { Server } from '../http/server.ts';
import { Me } from '../organizations/schema.ts';
import { presentMe } from './present.ts';

/** Shows who the request acts as. */
export function profileRoutes(server: Server): void {
  server.get(
    '/api/v1/me',
    {
      schema: { tags: ['Profile'], summary: 'Get the authenticated user', response: responses({ 200: Me }) },
      config: { access: { credential: 'any', scope: null, beforeEnrollment: true } },
    },
    (request) => presentMe(principalOf(request)),
  );
}
