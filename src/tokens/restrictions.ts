import { planHasPats } from '../access/plans.ts';
import { expiryViolation } from '../access/policy.ts';
import { canonicalScopes, type Scope, type ScopeSet, scopesBeyond } from '../access/scopes.ts';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { insufficientScope } from '../contract/insufficient-scope.ts';
import { formatTimestamp, parseTimestamp } from '../contract/timestamps.ts';
import type { Organization, Principal } from '../principals/principal.ts';

/** The scopes and expiry of a token. `expiresAt`: milliseconds since the epoch; null: never. */
export type Restrictions = { readonly scopes: ScopeSet; readonly expiresAt: number | null };

/** The limits of a token created by a session or the operator: none beyond the member's role. */
export const unrestricted: Restrictions = { scopes: null, expiresAt: null };

/** Returns the limits of a token created with a credential: that of the credential itself. */
export function restrictionsOf({ authentication, scopes }: Principal): Restrictions {
  if (authentication.method === 'session') return unrestricted;
  return { scopes, expiresAt: authentication.method === 'pat' ? authentication.expiresAt : null };
}

/** @throws SpedyError plan_required or pats_disabled if the organization does not currently allow tokens */
export function requirePats({ plan, policy }: Organization): void {
  if (!planHasPats(plan)) throw new SpedyError('plan_required');
  if (!policy.patsEnabled) throw new SpedyError('pats_disabled');
}

/** The scopes and expiry requested in a body; null: not requested. */
export type AskedRestrictions = {
  readonly scopes: readonly Scope[] | null;
  readonly expiresAt: number | null;
};

/**
 * Parses the expiry in a body.
 * @throws SpedyError validation_failed if it is not an RFC 3339 date-time, or not in the future
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
  if (expiresAt <= now) throw invalidField('expiresAt', 'must be in the future');
  return expiresAt;
}

/**
 * Returns the scopes and expiry of a new token: as requested, by default those of its creator.
 * @throws SpedyError insufficient_scope; policy_violation
 */
export function decideRestrictions(
  organization: Organization,
  creator: Restrictions,
  asked: AskedRestrictions,
  now: number,
): Restrictions {
  const scopes = asked.scopes === null ? creator.scopes : canonicalScopes(asked.scopes);
  const expiresAt = asked.expiresAt ?? creator.expiresAt;
  return requireWithin(organization, creator, { scopes, expiresAt }, now);
}

/**
 * Returns the restrictions if the creator's own and the organization's policy allow them.
 * @throws SpedyError insufficient_scope if they allow more than the creator's own; policy_violation
 */
export function requireWithin(
  organization: Organization,
  creator: Restrictions,
  restrictions: Restrictions,
  now: number,
): Restrictions {
  const beyond = scopesBeyond(creator.scopes, restrictions.scopes);
  if (beyond.length > 0) {
    throw insufficientScope(
      beyond,
      `A token cannot create a token with more scopes than its own. It does not have ${beyond.join(', ')}.`,
    );
  }
  if (
    creator.expiresAt !== null &&
    (restrictions.expiresAt === null || restrictions.expiresAt > creator.expiresAt)
  ) {
    throw insufficientScope(
      ['tokens:write'],
      `A token cannot create a token that expires later. The latest expiresAt is ${formatTimestamp(creator.expiresAt)}.`,
    );
  }
  const violation = expiryViolation(organization.policy, now, restrictions.expiresAt);
  if (violation) throw new SpedyError('policy_violation', { message: violation });
  return restrictions;
}
