import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { defineRoute, SerializedBody } from '../http/define-route.ts';
import type { Principal } from '../principals/principal.ts';
import { presentMe } from './present.ts';
import { Me } from './schema.ts';

/** Maximum number of callers whose responses are cached. A changed credential is another principal, so they are never outdated. */
const capacity = 1_000;

const cameOnce = { body: null };

/** Who the request acts as. */
export const profileRoutes = () => {
  /** Null for a caller who came once: most never come back while cached, and V8 would keep their bodies for long. */
  const bodies = new LRUCache<Principal, { readonly body: SerializedBody | null }>({ max: capacity });

  function bodyOf(member: Principal, reply: FastifyReply): SerializedBody {
    const known = bodies.get(member);
    if (known?.body) return known.body;
    const body = new SerializedBody(200, String(reply.serializeInput(presentMe(member), '200')));
    bodies.set(member, known ? { body } : cameOnce);
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
