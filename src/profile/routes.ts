import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { defineRoute, SerializedBody } from '../http/define-route.ts';
import type { Principal } from '../principals/principal.ts';
import { presentMe } from './present.ts';
import { Me } from './schema.ts';

/** Maximum number of cached responses. A changed credential is another principal, so they are never outdated. */
const capacity = 1_000;

/** Who the request acts as. */
export const profileRoutes = () => {
  const bodies = new LRUCache<Principal, SerializedBody>({ max: capacity });

  function bodyOf(member: Principal, reply: FastifyReply): SerializedBody {
    const known = bodies.get(member);
    if (known) return known;
    const body = new SerializedBody(200, String(reply.serializeInput(presentMe(member), '200')));
    bodies.set(member, body);
    return body;
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/me',
      operationId: 'getMe',
      tag: 'Profile',
      summary: 'Get the authenticated member',
      access: { credential: 'any', scope: null, beforeEnrollment: true },
      config: { load: 'none' },
      response: { 200: Me },
      run: ({ member, reply }) => bodyOf(member, reply),
    }),
  ];
};
