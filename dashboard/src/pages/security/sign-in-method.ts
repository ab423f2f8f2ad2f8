import type { Session } from '../../api/account/sessions.ts';

const openings = { password: 'Password', invitation: 'Invitation' } as const;
const factors = { totp: 'authenticator app', backup_code: 'backup code' } as const;

/** Describes how a member signed in, such as "Password and authenticator app". */
export function signInMethod({ openedBy, secondFactor }: Session): string {
  const opening = openings[openedBy];
  return secondFactor === null ? `${opening} only` : `${opening} and ${factors[secondFactor]}`;
}
