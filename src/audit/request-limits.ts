import type { FastifyRequest } from 'fastify';
import { type Refusals, refusal } from '../contract/rejected-attempts.ts';
import { anonymousOrigin, memberOrigin } from '../http/change-origin.ts';

/** Records a rate-limited request in the audit log of its organization. */
export function noteRequestLimit(refusals: Refusals, request: FastifyRequest, now: number): void {
  const { principal, target } = request;
  const details = { reason: 'too_many_requests', path: request.routeOptions.url ?? null };
  if (principal) {
    const { id: account, email } = principal.user;
    const from = memberOrigin(request, now);
    refusals.note(from, { action: refusal.limit, account, details: { email, ...details } });
    return;
  }
  if (target?.kind !== 'organization') return;
  const from = anonymousOrigin(request, target.id, now);
  refusals.note(from, { action: refusal.limit, account: null, details });
}
