import type { Audience } from '../../../access/audience.ts';
import type { OAuthScope } from '../../../access/scopes.ts';
import type { Lifetimes } from '../../../contract/settings.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { newToken } from '../../../credentials/token-format.ts';
import type { Transaction } from '../../../storage/database.ts';
import { connectionEnd } from '../../records/connection.ts';
import { extendConnection, type Refresh } from '../../records/connection-queries.ts';
import {
  type ConnectionKey,
  insertAccessToken,
  insertRefreshToken,
} from '../../records/issued-secret-queries.ts';
import type { TokenResponse } from './schema.ts';

export type TokenAccess = { readonly scopes: readonly OAuthScope[]; readonly audience: Audience };

/**
 * The connection that tokens are issued for. `consentedAt`: milliseconds since the epoch. `address`: of the client.
 * `refresh`: null for the first tokens.
 */
export type TokenConnection = ConnectionKey & {
  readonly consentedAt: number;
  readonly address: string | null;
  readonly refresh: Refresh | null;
};

/** A refresh token to store, with the scopes and audience that it covers. */
type NewRefreshToken = { readonly value: string; readonly held: TokenAccess };

/** A connection stays listed for at most this part of a refresh token's lifetime after its last token: a day of thirty. */
const reserveParts = 30;

/**
 * Issues an access token and stores the new refresh token, if any. Neither outlives the connection. The value of the
 * access token exists only in the result.
 * @param access of the access token, which may be narrower than that of the refresh token (RFC 8707 2.2)
 */
export async function issueTokens(
  trx: Transaction,
  connection: TokenConnection,
  access: TokenAccess,
  refreshToken: NewRefreshToken | null,
  lifetimes: Lifetimes,
  now: number,
): Promise<Omit<TokenResponse, 'refresh_token'>> {
  const { organizationId, connectionId, address, refresh } = connection;
  const end = connectionEnd(connection, lifetimes);
  const value = newToken('access');
  const common = { organizationId, connectionId, createdAt: now };
  const expiresAt = Math.min(now + lifetimes.access * 1000, end);
  await insertAccessToken(trx, { ...common, ...columnsOf(access), hash: hashSecret(value), expiresAt });
  let lastExpiry = expiresAt;
  if (refreshToken) {
    const { held } = refreshToken;
    const refreshExpiry = Math.min(now + lifetimes.refresh * 1000, end);
    const hash = hashSecret(refreshToken.value);
    await insertRefreshToken(trx, { ...common, ...columnsOf(held), hash, expiresAt: refreshExpiry });
    lastExpiry = Math.max(lastExpiry, refreshExpiry);
  }
  const extension = { organizationId, connectionId, expiresAt: lastExpiry, address };
  const reserve = Math.floor((lifetimes.refresh * 1000) / reserveParts);
  await extendConnection(trx, extension, refresh, Math.min(reserve, end - lastExpiry));
  return {
    access_token: value,
    token_type: 'Bearer',
    expires_in: Math.floor((expiresAt - now) / 1000),
    scope: access.scopes.join(' '),
  };
}

function columnsOf({ scopes, audience }: TokenAccess) {
  return { scopes: scopes.join(' '), audience };
}
