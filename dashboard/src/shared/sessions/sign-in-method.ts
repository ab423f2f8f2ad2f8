import type { Session } from '../../api/account/sessions.ts';

const openings = {
  password: 'Password',
  passkey: 'Passkey',
  invitation: 'Invitation',
  single_sign_on: 'Single sign-on',
} as const;
const factors = {
  totp: 'authenticator app',
  backup_code: 'backup code',
  passkey: 'passkey',
  identity_provider: 'second factor of the identity provider',
} as const;

/** Describes how a member signed in, such as "Password and authenticator app". */
export function signInMethod({ openedBy, secondFactor }: Session): string {
  const opening = openings[openedBy];
  if (openedBy === 'passkey') return opening;
  return secondFactor === null ? `${opening} only` : `${opening} and ${factors[secondFactor]}`;
}
