import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { addJsonParser } from '../../http/arrival/json-parser.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import type { Route } from '../../http/define-route.ts';
import { bearerOf } from '../../http/gate/bearer.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import type { Server } from '../../http/server.ts';
import type { Services } from '../../http/services.ts';
import { type ScimCaller, ScimTokens, scimOrigin } from './authenticate.ts';

const scimMediaType = 'application/scim+json';

/** What the declarations of all SCIM routes share. The token is checked by `registerScimRoutes`. */
export const scimRoute = {
  tag: 'SCIM',
  access: { credential: 'none' },
  config: { errorForm: 'scim' },
  reference: { statuses: [401, 403, 404, 409, 412] },
  fastify: {
    schema: { security: [{ scim: [] }], consumes: [scimMediaType], produces: [scimMediaType] },
  },
} as const;

const callers = new WeakMap<FastifyRequest, ScimCaller>();

/**
 * Registers routes that accept only a SCIM token, which is checked before the body is read and again when it has arrived, and
 * that send and accept application/scim+json (RFC 7644 3.1).
 */
export async function registerScimRoutes(
  server: Server,
  { db, limits, cacheRows, now, log }: Services,
  routes: readonly Route[],
): Promise<void> {
  const onUseError = (error: unknown) =>
    log.warn({ err: error }, 'Cannot write the last use of a SCIM token');
  const tokens = new ScimTokens({ db, limits, cacheRows, now, onUseError });
  await server.register(async (scope) => {
    addJsonParser(scope, scimMediaType);
    scope.addHook('onRequest', async (request) => {
      const { id } = organizationHostOf(request);
      callers.set(request, await tokens.verify(id, bearerOf(request).token));
    });
    // Its sender can delay a body; the token may be revoked meanwhile.
    scope.addHook('preHandler', async (request) => {
      if (request.body === undefined) return;
      const { id } = organizationHostOf(request);
      callers.set(request, await tokens.check(id, bearerOf(request).token));
    });
    scope.addHook('preSerialization', async (_request, reply, payload) => {
      reply.type(`${scimMediaType}; charset=utf-8`);
      return payload;
    });
    for (const route of routes) scope.route(route);
  });
}

/**
 * Returns who makes a SCIM request.
 * @throws Error for a route that `registerScimRoutes` did not register
 */
export function callerOf(request: FastifyRequest): ScimCaller {
  const caller = callers.get(request);
  if (!caller) throw new Error(`${request.routeOptions.url} is not registered as a SCIM route`);
  return caller;
}

/** Returns the origin of a change that a SCIM request makes. */
export function scimOriginOf(request: FastifyRequest): ChangeOrigin {
  return scimOrigin(anonymousOrigin(request), callerOf(request));
}
