import type { FastifyRequest } from 'fastify';
import type { Refusals } from '../contract/rejected-attempts.ts';
import { originOf } from '../http/change-origin.ts';

/** Records a rate-limited request in the audit log of its organization. */
export function recordRateLimited(refusals: Refusals, request: FastifyRequest): void {
  const { principal, target } = request;
  const from = originOf(request);
  const details = { reason: 'too_many_requests', path: request.routeOptions.url ?? null };
  if (principal) {
    const { id: account, email } = principal.user;
    refusals.record(principal.organization.id, from, {
      action: 'refusal.limit',
      account,
      details: { email, ...details },
    });
    return;
  }
  if (target?.kind !== 'organization') return;
  refusals.record(target.id, from, { action: 'refusal.limit', account: null, details });
}
