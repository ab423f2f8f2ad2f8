import { planHasPats } from '../access/plans.ts';
import { expiryViolation } from '../access/policy.ts';
import { canonicalScopes, type Scope, type ScopeSet, scopesBeyond } from '../access/scopes.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { insufficientScope } from '../contract/insufficient-scope.ts';
import { formatTimestamp, parseTimestamp } from '../contract/timestamps.ts';
import type { Organization, Principal } from '../principals/principal.ts';

/** How much a token may do, and how long: milliseconds since the epoch, null for ever. */
export type Grant = { readonly scopes: ScopeSet; readonly expiresAt: number | null };

/** What a member who is signed in, or the operator, may give: all that the member has, without end. */
export const unlimitedGrant: Grant = { scopes: null, expiresAt: null };

/** What a credential may give: no more than it has. */
export function grantOf({ authentication, scopes }: Principal): Grant {
  if (authentication.method === 'session') return unlimitedGrant;
  return { scopes, expiresAt: authentication.method === 'pat' ? authentication.expiresAt : null };
}

/** @throws SpedyError plan_required or pats_disabled where the organization has no tokens at this moment */
export function requirePats({ plan, policy }: Organization): void {
  if (!planHasPats(plan)) throw new SpedyError('plan_required');
  if (!policy.patsEnabled) throw new SpedyError('pats_disabled');
}

/** What was asked for in a body: null and absent are the same, nothing. */
export type AskedGrant = { readonly scopes: readonly Scope[] | null; readonly expiresAt: number | null };

/**
 * Reads an expiry from a body.
 * @throws SpedyError validation_failed when it is not an RFC 3339 date-time, or not to come
 */
export function parseExpiry(text: string | null | undefined, now: number): number | null {
  if (text === null || text === undefined) return null;
  const expiresAt = parseTimestamp(text);
  if (expiresAt === null) {
    throw invalidField(
      'expiresAt',
      `must be an RFC 3339 date-time such as ${formatTimestamp(now + 90 * 86_400_000)}, no later than the year 9999 in UTC`,
    );
  }
  if (expiresAt <= now) throw invalidField('expiresAt', 'must lie in the future');
  return expiresAt;
}

/**
 * The grant of a new token: what was asked, else what its creator has; never more than its creator has, and within the
 * organization's policy.
 * @throws SpedyError insufficient_scope; policy_violation
 */
export function decideGrant(
  organization: Organization,
  creator: Grant,
  asked: AskedGrant,
  now: number,
): Grant {
  const scopes = asked.scopes === null ? creator.scopes : canonicalScopes(asked.scopes);
  const expiresAt = asked.expiresAt ?? creator.expiresAt;
  return requireWithin(organization, creator, { scopes, expiresAt }, now);
}

/**
 * A grant, where its creator may give it.
 * @throws SpedyError insufficient_scope when it is wider or longer than the creator's own; policy_violation
 */
export function requireWithin(organization: Organization, creator: Grant, grant: Grant, now: number): Grant {
  const beyond = scopesBeyond(creator.scopes, grant.scopes);
  if (beyond.length > 0) {
    throw insufficientScope(
      beyond,
      `A token cannot make one with more scopes than its own; it lacks ${beyond.join(', ')}.`,
    );
  }
  if (creator.expiresAt !== null && (grant.expiresAt === null || grant.expiresAt > creator.expiresAt)) {
    throw insufficientScope(
      ['tokens:write'],
      `A token cannot make one that outlives it: the latest expiresAt is ${formatTimestamp(creator.expiresAt)}.`,
    );
  }
  const violation = expiryViolation(organization.policy, now, grant.expiresAt);
  if (violation) throw new SpedyError('policy_violation', { message: violation });
  return grant;
}
