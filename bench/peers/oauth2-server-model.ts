import { randomBytes } from 'node:crypto';
import type {
  AuthorizationCode,
  AuthorizationCodeModel,
  Client,
  RefreshToken,
  RefreshTokenModel,
  Token,
} from '@node-oauth/oauth2-server';
import {
  accountId,
  clientId,
  clientSecret,
  codeChallenge,
  codeLifetime,
  redirectUri,
} from './oauth-client.ts';

const accessTokens = new Map<string, Token>();
const refreshTokens = new Map<string, RefreshToken>();
const codes = new Map<string, AuthorizationCode>();

const client: Client = {
  id: clientId,
  grants: ['authorization_code', 'refresh_token'],
  redirectUris: [redirectUri],
};
const granted = { client, user: { id: accountId }, scope: ['api'] };

/**
 * The storage that the library requires, in maps. A real product would store hashes of tokens and of the client's
 * secret, so this is the fastest possible model.
 */
export const model: AuthorizationCodeModel & RefreshTokenModel = {
  getClient: async (id, secret) => id === clientId && secret === clientSecret && client,
  getAccessToken: async (token) => accessTokens.get(token),
  getRefreshToken: async (token) => refreshTokens.get(token),
  revokeToken: async ({ refreshToken }) => refreshTokens.delete(refreshToken),
  getAuthorizationCode: async (code) => codes.get(code),
  revokeAuthorizationCode: async ({ authorizationCode }) => codes.delete(authorizationCode),
  saveAuthorizationCode: async (code, ofClient, user) => {
    const saved = { ...code, client: ofClient, user };
    codes.set(saved.authorizationCode, saved);
    return saved;
  },
  saveToken: async (token, ofClient, user) => {
    const saved = { ...token, client: ofClient, user };
    accessTokens.set(saved.accessToken, saved);
    const { refreshToken } = saved;
    if (refreshToken !== undefined) refreshTokens.set(refreshToken, { ...saved, refreshToken });
    return saved;
  },
};

export function newAccessToken(): string {
  const accessToken = newValue();
  accessTokens.set(accessToken, { ...granted, accessToken, accessTokenExpiresAt: inSeconds(3_600) });
  return accessToken;
}

export function newRefreshToken(): string {
  const refreshToken = newValue();
  refreshTokens.set(refreshToken, {
    ...granted,
    refreshToken,
    refreshTokenExpiresAt: inSeconds(14 * 24 * 3_600),
  });
  return refreshToken;
}

export function newCode(): string {
  const authorizationCode = newValue();
  codes.set(authorizationCode, {
    ...granted,
    authorizationCode,
    expiresAt: inSeconds(codeLifetime),
    redirectUri,
    codeChallenge,
    codeChallengeMethod: 'S256',
  });
  return authorizationCode;
}

function newValue(): string {
  return randomBytes(32).toString('hex');
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}
