import type { Audience } from '../../access/audience.ts';
import type { OAuthScope } from '../../access/scopes.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import type { Transaction } from '../../storage/database.ts';
import type { Client } from '../clients/client.ts';
import { extendConnection } from '../records/connection-queries.ts';
import {
  type Authorization,
  insertAccessToken,
  insertRefreshToken,
} from '../records/issued-secret-queries.ts';

/** The response of the token endpoint (RFC 6749 5.1). */
export type TokenResponse = {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** Only for clients that have the refresh_token grant type. */
  readonly refresh_token?: string;
  readonly scope: string;
};

export type Reach = { readonly scopes: readonly OAuthScope[]; readonly audience: Audience };

/** The connection that tokens are issued for. `consentedAt`: milliseconds since the epoch. `address`: of the client. */
export type SignIn = Authorization & { readonly consentedAt: number; readonly address: string | null };

/** A refresh token to store, with the scopes and audience that it covers. */
type NewRefreshToken = { readonly value: string; readonly held: Reach };

/** Returns when a connection expires, no matter how often it is refreshed; milliseconds since the epoch. */
export function connectionEnd(
  { consentedAt }: { readonly consentedAt: number },
  { connection }: Lifetimes,
): number {
  return consentedAt + connection * 1000;
}

/** Returns whether a connection was revoked or has expired. */
export function isOver(
  connection: { readonly consentedAt: number; readonly endedAt: number | null },
  lifetimes: Lifetimes,
  now: number,
): boolean {
  return connection.endedAt !== null || connectionEnd(connection, lifetimes) <= now;
}

/**
 * Issues an access token and stores the new refresh token, if any. Neither outlives the connection. The value of the
 * access token exists only in the result.
 * @param reach of the access token, which may be narrower than that of the refresh token (RFC 8707 2.2)
 */
export async function issueTokens(
  trx: Transaction,
  signIn: SignIn,
  reach: Reach,
  refreshToken: NewRefreshToken | null,
  lifetimes: Lifetimes,
  now: number,
): Promise<Omit<TokenResponse, 'refresh_token'>> {
  const { organizationId, connectionId, address } = signIn;
  const end = connectionEnd(signIn, lifetimes);
  const value = newToken('access');
  const common = { organizationId, connectionId, createdAt: now };
  const expiresAt = Math.min(now + lifetimes.access * 1000, end);
  await insertAccessToken(trx, { ...common, ...columnsOf(reach), hash: hashSecret(value), expiresAt });
  let lastExpiry = expiresAt;
  if (refreshToken) {
    const { held } = refreshToken;
    const refreshExpiry = Math.min(now + lifetimes.refresh * 1000, end);
    const hash = hashSecret(refreshToken.value);
    await insertRefreshToken(trx, { ...common, ...columnsOf(held), hash, expiresAt: refreshExpiry });
    lastExpiry = Math.max(lastExpiry, refreshExpiry);
  }
  await extendConnection(trx, { organizationId, connectionId, expiresAt: lastExpiry, address });
  return {
    access_token: value,
    token_type: 'Bearer',
    expires_in: Math.floor((expiresAt - now) / 1000),
    scope: reach.scopes.join(' '),
  };
}

/**
 * Issues the first tokens of a connection; a refresh token only to a client that has the grant type.
 * @param audience of the access token
 */
export async function issueFirstTokens(
  trx: Transaction,
  client: Client,
  signIn: SignIn,
  held: Reach,
  audience: Audience,
  lifetimes: Lifetimes,
  now: number,
): Promise<TokenResponse> {
  const value = client.grantTypes.includes('refresh_token') ? newToken('refresh') : null;
  const refreshToken = value === null ? null : { value, held };
  const answer = await issueTokens(trx, signIn, { ...held, audience }, refreshToken, lifetimes, now);
  return value === null ? answer : { ...answer, refresh_token: value };
}

function columnsOf({ scopes, audience }: Reach) {
  return { scopes: scopes.join(' '), audience };
}
