import type { Authentication, Principal } from '../principal.ts';
import type { CredentialRecord } from '../verify.ts';

type Session = Extract<Authentication, { readonly method: 'session' }>;
/** What a record has of only a few values each. Records with the same traits share one object. */
export type Traits = Pick<CredentialRecord, 'memberActive' | 'audience'> &
  Pick<Principal, 'role' | 'scopes'> & {
    readonly method: Authentication['method'];
    readonly session: Pick<Session, 'secondFactor' | 'enrolled' | 'showedPasskey' | 'hasPasskey'> | null;
  };

/** There are only a few thousand of them. */
const known = new Map<string, Traits>();

export function traitsOf({ principal, memberActive, audience }: CredentialRecord): Traits {
  const { authentication, role, scopes } = principal;
  const { method } = authentication;
  let session: Traits['session'] = null;
  if (method === 'session') {
    const { secondFactor, enrolled, showedPasskey, hasPasskey } = authentication;
    session = { secondFactor, enrolled, showedPasskey, hasPasskey };
  }
  const flags = session === null ? '' : Object.values(session).join();
  const key = `${method} ${role} ${scopes?.join() ?? 'all'} ${audience} ${memberActive} ${flags}`;
  let traits = known.get(key);
  if (!traits) {
    traits = { method, role, scopes, audience, memberActive, session };
    known.set(key, traits);
  }
  return traits;
}
