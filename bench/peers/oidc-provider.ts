import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type Configuration, Provider } from 'oidc-provider';
import { announce, listen } from '../announce.ts';
import type { FixedRequest, SingleUse } from '../subject.ts';
import { MapAdapter } from './map-adapter.ts';
import {
  accountId,
  basicAuthorization,
  clientId,
  clientSecret,
  codeChallenge,
  codeCount,
  codeLifetime,
  exchangeForm,
  formType,
  redirectUri,
  refreshForm,
  refreshTokenCount,
} from './oauth-client.ts';

/**
 * Plain OAuth 2.0 without `openid`, because signing an ID token would be most of the work of an exchange. Access
 * tokens are opaque, the provider's default.
 */
const scope = 'offline_access api';
const hour = 3_600;
const fortnight = 14 * 24 * hour;

/** Replaces every default that is for development only. Such a default prints a warning. */
const configuration: Configuration = {
  adapter: MapAdapter,
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [redirectUri],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  scopes: scope.split(' '),
  jwks: { keys: [newSigningKey()] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  features: {
    devInteractions: { enabled: false },
    // The same conditions as the defaults: a client introspects and revokes its own tokens.
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
  },
  pkce: { required: () => true },
  // By default a confidential client's token rotates only near the end of its lifetime.
  rotateRefreshToken: true,
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  clientBasedCORS: () => false,
  ttl: {
    AccessToken: hour,
    AuthorizationCode: codeLifetime,
    Grant: fortnight,
    IdToken: hour,
    Interaction: hour,
    RefreshToken: fortnight,
    Session: fortnight,
  },
};

function newSigningKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
}

/** Returns the properties of a token or code. Each one has a separate grant, as in separate sign-ins. */
async function consent(provider: Provider) {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error('the client is not registered');
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  return { client, accountId, grantId, scope, gty: 'authorization_code', expiresWithSession: false };
}

async function introspection(provider: Provider): Promise<FixedRequest> {
  const token = await new provider.AccessToken(await consent(provider)).save();
  return {
    method: 'POST',
    path: '/token/introspection',
    headers: { authorization: basicAuthorization, 'content-type': formType },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
  };
}

async function refresh(provider: Provider): Promise<SingleUse> {
  const values = await times(refreshTokenCount, async () =>
    new provider.RefreshToken({ ...(await consent(provider)), rotations: 0 }).save(),
  );
  return { ...tokenEndpoint, form: refreshForm, parameter: 'refresh_token', values };
}

async function exchange(provider: Provider): Promise<SingleUse> {
  const values = await times(codeCount, async () =>
    new provider.AuthorizationCode({
      ...(await consent(provider)),
      redirectUri,
      codeChallenge,
      codeChallengeMethod: 'S256',
    }).save(),
  );
  return { ...tokenEndpoint, form: exchangeForm, parameter: 'code', values };
}

const tokenEndpoint = { path: '/token', headers: { authorization: basicAuthorization } };

function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, make));
}

const server = createServer();
const origin = await listen(server);
const provider = new Provider(origin, configuration);
server.on('request', provider.callback());
announce({
  origin,
  requests: { introspection: await introspection(provider) },
  refresh: await refresh(provider),
  exchange: await exchange(provider),
});
