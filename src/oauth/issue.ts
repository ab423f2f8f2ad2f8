import type { Audience } from '../access/audience.ts';
import type { OAuthScope } from '../access/scopes.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import type { Transaction } from '../storage/database.ts';
import type { Client } from './clients/client.ts';
import type { Lifetimes } from './endpoint.ts';
import { type Authorization, insertAccessToken, insertRefreshToken } from './value-queries.ts';

/** The answer of the token endpoint (RFC 6749 5.1). */
export type TokenResponse = {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** Only for a client that may use it. */
  readonly refresh_token?: string;
  readonly scope: string;
};

export type Reach = { readonly scopes: readonly OAuthScope[]; readonly audience: Audience };

/** Issues an access token. Its value exists only in what this returns. */
export async function issueAccessToken(
  trx: Transaction,
  authorization: Authorization,
  { scopes, audience }: Reach,
  lifetimes: Lifetimes,
  now: number,
): Promise<Omit<TokenResponse, 'refresh_token'>> {
  const value = newToken('access');
  const scope = scopes.join(' ');
  await insertAccessToken(trx, {
    ...authorization,
    hash: hashSecret(value),
    scopes: scope,
    audience,
    createdAt: now,
    expiresAt: now + lifetimes.access * 1000,
  });
  return { access_token: value, token_type: 'Bearer', expires_in: lifetimes.access, scope };
}

/** Stores a refresh token, a new one or a successor. */
export async function storeRefreshToken(
  trx: Transaction,
  value: string,
  authorization: Authorization,
  { scopes, audience }: Reach,
  lifetimes: Lifetimes,
  now: number,
): Promise<void> {
  await insertRefreshToken(trx, {
    ...authorization,
    hash: hashSecret(value),
    scopes: scopes.join(' '),
    audience,
    createdAt: now,
    expiresAt: now + lifetimes.refresh * 1000,
  });
}

/**
 * Issues the first tokens of an authorization; a refresh token only to a client that may use one.
 * @param audience of the access token, where the client asked for less than was allowed; the refresh token keeps all
 * of it (RFC 8707 2.2)
 */
export async function issueTokens(
  trx: Transaction,
  client: Client,
  authorization: Authorization,
  held: Reach,
  audience: Audience,
  lifetimes: Lifetimes,
  now: number,
): Promise<TokenResponse> {
  const answer = await issueAccessToken(trx, authorization, { ...held, audience }, lifetimes, now);
  if (!client.grantTypes.includes('refresh_token')) return answer;
  const refreshToken = newToken('refresh');
  await storeRefreshToken(trx, refreshToken, authorization, held, lifetimes, now);
  return { ...answer, refresh_token: refreshToken };
}
