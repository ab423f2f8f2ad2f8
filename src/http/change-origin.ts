import type { FastifyRequest } from 'fastify';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { credentialId } from '../principals/principal.ts';
import { principalOf } from './gate/request-state.ts';

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
