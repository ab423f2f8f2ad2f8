import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { credentialId } from '../principals/principal.ts';
import type { MaybePromise } from '../storage/maybe-promise.ts';
import type { RefusedWork } from './limits/refused-work.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts requests that were refused because of too much load. */
    readonly refusedWork: RefusedWork;
    /** Counts a request that its route counts itself (`countsItself`) under a key. @throws SpedyError rate_limited */
    count: (key: string, reply: FastifyReply) => MaybePromise<void>;
    /** Counts points of a request against its address, in addition to its first one. */
    charge: (request: FastifyRequest, points: number) => Promise<void>;
    /** The server's clock: milliseconds since the epoch. */
    now: () => number;
  }
}

/** Returns the origin of a change that a request makes now: its member's, or anonymous without a credential. */
export function originOf(request: FastifyRequest): ChangeOrigin {
  const { principal } = request;
  const from = anonymousOrigin(request);
  if (!principal) return from;
  const { scopes, authentication } = principal;
  const credential = { credentialKind: authentication.method, credentialId: credentialId(principal) };
  const pat = authentication.method === 'pat' ? { pat: { scopes, expiresAt: authentication.expiresAt } } : {};
  return { ...from, actor: { kind: 'member', userId: principal.user.id, ...credential, ...pat } };
}

/** Returns the origin of a change, such as a sign-in, that does not use the credential of its request. */
export function anonymousOrigin(request: FastifyRequest): ChangeOrigin {
  const { ip: address, id: requestId } = request;
  return { actor: { kind: 'anonymous' }, at: request.server.now(), address, requestId };
}
