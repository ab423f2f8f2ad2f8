import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { credentialId } from '../principals/principal.ts';
import { principalOf } from './gate/request-state.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The server's clock: milliseconds since the epoch. */
    now: () => number;
  }
}

/** The origin of a change that a request makes now: its member's, or anonymous without a credential. */
export function originOf(request: FastifyRequest): ChangeOrigin {
  const at = request.server.now();
  const { principal } = request;
  if (principal) return memberOrigin(request, at);
  return anonymousOrigin(request, request.target?.kind === 'organization' ? request.target.id : '', at);
}

/** Returns the origin of a change made by a member's request. */
export function memberOrigin(request: FastifyRequest, at: number): ChangeOrigin {
  const principal = principalOf(request);
  return {
    organizationId: principal.organization.id,
    actor: {
      kind: 'member',
      userId: principal.user.id,
      credentialKind: principal.authentication.method,
      credentialId: credentialId(principal),
    },
    at,
    address: request.ip,
    requestId: request.id,
  };
}

/**
 * Returns the origin of a change made by a request without a credential, such as a sign-in or a leak report.
 */
export function anonymousOrigin(request: FastifyRequest, organizationId: string, at: number): ChangeOrigin {
  return { organizationId, actor: { kind: 'anonymous' }, at, address: request.ip, requestId: request.id };
}
