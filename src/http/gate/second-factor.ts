import { SpedyError } from '../../contract/errors.ts';
import { missingFactor } from '../../principals/missing-factor.ts';
import type { Principal } from '../../principals/principal.ts';

const passkeyMissing = {
  own: 'The organization requires a passkey, and this session has not used yours. Use it under Settings > Account > Security, or sign in with it.',
  none: 'The organization requires a passkey. Add one under Settings > Account > Security first.',
} as const;

/**
 * Requires a session to have shown the second factor that the organization requires.
 * @throws SpedyError two_factor_enrollment_required; two_factor_verification_required
 */
export function requireEnrollment(principal: Principal): void {
  const missing = missingFactor(principal);
  if (missing === 'any') requireVerifiedFactor(principal);
  if (missing === 'passkey') requireShownPasskey(principal);
}

/**
 * Requires a session to have shown a passkey. Other credentials pass.
 * @param why replaces the message, which says that the organization requires a passkey
 * @throws SpedyError two_factor_enrollment_required if the member has none; two_factor_verification_required
 */
export function requireShownPasskey({ authentication }: Principal, why?: string): void {
  if (authentication.method !== 'session' || authentication.showedPasskey) return;
  const { hasPasskey } = authentication;
  throw new SpedyError(hasPasskey ? 'two_factor_verification_required' : 'two_factor_enrollment_required', {
    message: why ?? passkeyMissing[hasPasskey ? 'own' : 'none'],
  });
}

/**
 * Requires a session to have shown a second factor. Other credentials pass.
 * @param why replaces the catalog's message, which says that the organization requires a second factor
 * @throws SpedyError two_factor_enrollment_required if the member has none; two_factor_verification_required
 */
export function requireVerifiedFactor({ authentication }: Principal, why?: string): void {
  if (authentication.method !== 'session' || authentication.secondFactor) return;
  throw new SpedyError(
    authentication.enrolled ? 'two_factor_verification_required' : 'two_factor_enrollment_required',
    why === undefined ? {} : { message: why },
  );
}

/**
 * Requires a session whose member has a second factor to have shown it: a password alone must not add another one.
 * @throws SpedyError two_factor_verification_required
 */
export function requirePresentFactor(principal: Principal): void {
  const { authentication } = principal;
  if (authentication.method !== 'session' || !authentication.enrolled) return;
  if (authentication.hasPasskey && missingFactor(principal) === 'passkey') requireShownPasskey(principal);
  requireVerifiedFactor(principal, 'Use your second factor in this session before you add another one.');
}
