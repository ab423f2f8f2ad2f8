import type { Lifetimes } from '../../contract/settings.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import type { Transaction } from '../../storage/database.ts';
import { insertCode } from '../records/issued-secret-queries.ts';
import type { AuthorizationRequest, Redirect } from './authorization-request.ts';

type CodeRequest = Pick<AuthorizationRequest, 'scopes' | 'audience' | 'codeChallenge'> & {
  readonly redirect: Omit<Redirect, 'state'>;
};

/** Returns when a code issued now expires; milliseconds since the epoch. */
export function codeExpiry({ code }: Lifetimes, now: number): number {
  return now + code * 1000;
}

/** Issues the authorization code of a connection. Its value exists only in the result. */
export async function issueCode(
  trx: Transaction,
  organizationId: string,
  connectionId: string,
  { scopes, audience, codeChallenge, redirect }: CodeRequest,
  lifetimes: Lifetimes,
  now: number,
): Promise<string> {
  const code = newToken('code');
  await insertCode(trx, {
    hash: hashSecret(code),
    organizationId,
    connectionId,
    scopes: scopes.join(' '),
    audience,
    createdAt: now,
    expiresAt: codeExpiry(lifetimes, now),
    redirectUri: redirect.uri,
    redirectGiven: redirect.given,
    codeChallenge,
  });
  return code;
}
