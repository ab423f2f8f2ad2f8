import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { credentialId } from '../principals/principal.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The server's clock: milliseconds since the epoch. */
    now: () => number;
  }
}

/** Returns the origin of a change that a request makes now: its member's, or anonymous without a credential. */
export function originOf(request: FastifyRequest): ChangeOrigin {
  const { principal } = request;
  const from = anonymousOrigin(request);
  if (!principal) return from;
  const { method } = principal.authentication;
  const credential = { credentialKind: method, credentialId: credentialId(principal) };
  return { ...from, actor: { kind: 'member', userId: principal.user.id, ...credential } };
}

/** Returns the origin of a change, such as a sign-in, that does not use the credential of its request. */
export function anonymousOrigin(request: FastifyRequest): ChangeOrigin {
  const { ip: address, id: requestId } = request;
  return { actor: { kind: 'anonymous' }, at: request.server.now(), address, requestId };
}
