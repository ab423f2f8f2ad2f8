/** How a session was opened. */
export const openings = ['password', 'passkey', 'invitation', 'single_sign_on'] as const;
/** The second factors of a session: a code of the authenticator app, a backup code, a passkey, or that of the identity provider. */
export const verifiedFactors = ['totp', 'backup_code', 'passkey', 'identity_provider'] as const;
export type VerifiedFactor = (typeof verifiedFactors)[number];
