import type { Principal } from './principal.ts';

/**
 * Returns the second factor that the organization requires and a session has not shown: any, or a passkey, which cannot
 * be phished. Null if nothing is missing, and for tokens.
 */
export function missingFactor({ organization, authentication }: Principal): 'any' | 'passkey' | null {
  if (authentication.method !== 'session') return null;
  switch (organization.policy.twoFactor) {
    case 'off':
      return null;
    case 'required':
      return authentication.secondFactor ? null : 'any';
    case 'phishing-resistant':
      return authentication.showedPasskey ? null : 'passkey';
  }
}
