import type { Audience } from '../../../access/audience.ts';
import type { OAuthScope } from '../../../access/scopes.ts';
import type { Lifetimes } from '../../../contract/settings.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { newToken } from '../../../credentials/token-format.ts';
import { connectionEnd } from '../../records/connection.ts';
import type { ConnectionKey } from '../../records/issued-secret-queries.ts';
import type { NewTokens } from '../../records/refresh-queries.ts';
import type { TokenResponse } from './schema.ts';

export type TokenAccess = { readonly scopes: readonly OAuthScope[]; readonly audience: Audience };

/** The connection that tokens are issued for. `consentedAt`: milliseconds since the epoch. `address`: of the client. */
type TokenConnection = ConnectionKey & {
  readonly consentedAt: number;
  readonly address: string | null;
};

/** A refresh token to store, with the scopes and audience that it covers. */
type NewRefreshToken = { readonly value: string; readonly held: TokenAccess };

/** A connection stays listed for at most this part of a refresh token's lifetime after its last token: a day of thirty. */
const reserveParts = 30;

/** New tokens: their rows, and the response with their values, which exist only there. */
export type PreparedTokens = {
  readonly rows: NewTokens;
  readonly response: Omit<TokenResponse, 'refresh_token'>;
};

/**
 * Prepares an access token and the row of a new refresh token, if any. Neither outlives the connection.
 * @param access of the access token, which may be narrower than that of the refresh token (RFC 8707 2.2)
 */
export function prepareTokens(
  { organizationId, connectionId, consentedAt, address }: TokenConnection,
  access: TokenAccess,
  refreshToken: NewRefreshToken | null,
  lifetimes: Lifetimes,
  now: number,
): PreparedTokens {
  const end = connectionEnd({ consentedAt }, lifetimes);
  const value = newToken('access');
  const common = { organizationId, connectionId, createdAt: now };
  const expiresAt = Math.min(now + lifetimes.access * 1000, end);
  const refresh = refreshToken && {
    ...common,
    ...columnsOf(refreshToken.held),
    hash: hashSecret(refreshToken.value),
    expiresAt: Math.min(now + lifetimes.refresh * 1000, end),
  };
  const lastExpiry = Math.max(expiresAt, refresh?.expiresAt ?? 0);
  const reserve = Math.min(Math.floor((lifetimes.refresh * 1000) / reserveParts), end - lastExpiry);
  return {
    rows: {
      access: { ...common, ...columnsOf(access), hash: hashSecret(value), expiresAt },
      refresh,
      extension: { organizationId, connectionId, expiresAt: lastExpiry, reserve, address },
    },
    response: {
      access_token: value,
      token_type: 'Bearer',
      expires_in: Math.floor((expiresAt - now) / 1000),
      scope: access.scopes.join(' '),
    },
  };
}

function columnsOf({ scopes, audience }: TokenAccess) {
  return { scopes: scopes.join(' '), audience };
}
