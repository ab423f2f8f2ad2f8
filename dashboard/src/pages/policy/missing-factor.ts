import { isEnrolled, type TwoFactor } from '../../api/account/two-factor.ts';
import type { PolicyChange } from '../../api/organization/organization-changes.ts';

/**
 * What this session needs before it can save a change, which would lock it out otherwise: to set up a second factor, to
 * use the one that there is, or a passkey.
 */
export type MissingFactor = 'set-up' | 'use' | 'passkey';

/** Returns what a session needs first; null if nothing. */
export function missingFactorOf(
  own: TwoFactor | undefined,
  { twoFactor = 'off' }: PolicyChange,
): MissingFactor | null {
  if (!own || twoFactor === 'off') return null;
  if (twoFactor === 'phishing-resistant') {
    if (own.passkeys === 0) return 'passkey';
    return own.showedPasskey ? null : 'use';
  }
  if (own.verified) return null;
  return isEnrolled(own) ? 'use' : 'set-up';
}
