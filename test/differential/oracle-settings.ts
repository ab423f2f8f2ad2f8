import { generateKeyPairSync } from 'node:crypto';
import { errors } from 'oidc-provider';
import { issuer } from './authorization-server.ts';

export const scopes = 'profile:read tickets:read tickets:write';
const resources: readonly string[] = [issuer, `${issuer}/mcp`];
const path = (name: string) => `/api/v1/oauth/${name}`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

type Rendering = { body: unknown };
/** Returns a text or an object as the body, in place of oidc-provider's page. */
function show(ctx: Rendering, shown: unknown): void {
  ctx.body = shown;
}

/**
 * Configures oidc-provider like our server: only OAuth, PKCE required, opaque tokens, rotation, and the same
 * addresses, lifetimes, scopes and resources. The tests compare the behavior of all other settings' defaults.
 */
export const oracleSettings = {
  routes: {
    authorization: path('authorize'),
    token: path('token'),
    revocation: path('revoke'),
    introspection: path('introspect'),
    registration: path('register'),
    device_authorization: path('device'),
    code_verification: '/device',
  },
  // The scopes of OpenID Connect. Ours are defined by the resources.
  scopes: ['offline_access'],
  responseTypes: ['code'],
  clientAuthMethods: ['none', 'client_secret_post', 'client_secret_basic', 'private_key_jwt'],
  clientDefaults: {
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
  },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256', 'RS256', 'PS256'] },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'only' }] },
  pkce: { required: () => true },
  clockTolerance: 0,
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: show,
      userCodeConfirmSource: show,
      successSource: (ctx: Rendering) => show(ctx, 'done'),
    },
    introspection: {
      enabled: true,
      // By default any confidential client can introspect any token.
      allowedPolicy: (_ctx: unknown, client: { clientId: string }, token: { clientId: string }) =>
        client.clientId === token.clientId,
    },
    revocation: { enabled: true },
    registration: { enabled: true, issueRegistrationAccessToken: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx: unknown, _client: unknown, oneOf?: string[]) => oneOf?.[0] ?? issuer,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx: unknown, resource: string) => {
        if (!resources.includes(resource)) throw new errors.InvalidTarget();
        return { scope: scopes, audience: resource, accessTokenFormat: 'opaque' };
      },
    },
  },
  ttl: {
    AccessToken: 3_600,
    AuthorizationCode: 60,
    DeviceCode: 600,
    RefreshToken: 30 * 86_400,
    Interaction: 600,
    Session: 14 * 86_400,
    Grant: 365 * 86_400,
    IdToken: 3_600,
  },
  issueRefreshToken: (_ctx: unknown, client: { grantTypeAllowed: (name: string) => boolean }) =>
    client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: () => true,
  expiresWithSession: () => false,
  clientBasedCORS: () => false,
  findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  renderError: show,
};
