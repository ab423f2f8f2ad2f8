import type { RouteOptions } from 'fastify';
import type { Hosting } from '../contract/organization-address.ts';
import { defineHiddenRoute, type Route } from './define-route.ts';
import type { generateDocument } from './openapi/generate.ts';
import type { Server } from './server.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Builds the OpenAPI document. */
    openApi(): ReturnType<typeof generateDocument>;
  }
}

/** Collects the routes for the OpenAPI document. Call it before they are registered. */
export function collectForOpenApi(server: Server, version: string, hosting: Hosting): void {
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD' && route.schema?.hide !== true) routes.push(route);
  });
  server.decorate('openApi', async () => {
    const generator = await import('./openapi/generate.ts');
    return generator.generateDocument(routes, version, hosting);
  });
}

/** `GET /openapi.json`, built at the first request and kept as text. */
export function openApiRoute(server: Server): Route {
  let document: Promise<string> | undefined;
  return defineHiddenRoute({
    method: 'GET',
    path: '/openapi.json',
    access: { credential: 'none' },
    config: { load: 'none' },
    run: async ({ reply }) => {
      document ??= server.openApi().then((built) => JSON.stringify(built));
      return reply.type('application/json; charset=utf-8').send(await document);
    },
  });
}
