import * as strict from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOAuthSite, MemberBrowser, type OAuthSite } from '../support/oauth/oauth-site.ts';

const redirectUri = 'https://app.example.com/callback';
const scope = 'tickets:read tickets:write';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const metadata = {
  client_name: 'Reporting',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token', deviceGrant],
};

let site: OAuthSite;
let browser: MemberBrowser;
beforeAll(async () => {
  site = await createOAuthSite();
  browser = new MemberBrowser(site, site.teamMember);
});
afterAll(() => site.close());

const { publicKey, privateKey } = await crypto.subtle.generateKey(
  { name: 'ECDSA', namedCurve: 'P-256' },
  true,
  ['sign', 'verify'],
);
const jwk = await crypto.subtle.exportKey('jwk', publicKey);
const clientWithKey = {
  key: privateKey,
  kid: 'one',
  metadata: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...jwk, kid: 'one' }] } },
};
/** Sets the claims' times by the server's clock, which is not the real one. */
function setTime(claims: Record<string, unknown>): void {
  const now = Math.floor(site.clock.now() / 1000);
  Object.assign(claims, { iat: now, nbf: now, exp: now + 60 });
}

/** Returns the status of an API request with a token. */
const statusOf = async (token: string) => (await site.send('GET', '/api/v1/me', { token })).status;

describe('openid-client', () => {
  const options = () => ({
    algorithm: 'oauth2' as const,
    execute: [openid.allowInsecureRequests],
    [openid.customFetch]: site.fetch as openid.CustomFetch,
  });
  /** Discovers the server, registers there, and builds the authorization URL. */
  async function connect(own: object, authentication?: openid.ClientAuth) {
    const server = new URL(site.origin);
    const config = await openid.dynamicClientRegistration(
      server,
      { ...metadata, ...own },
      authentication,
      options(),
    );
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return { config, checks, address };
  }

  it.each([
    ['a public client', { token_endpoint_auth_method: 'none' }, openid.None()],
    ['a client with a secret', {}, undefined],
    [
      'a client with a secret in the header',
      { token_endpoint_auth_method: 'client_secret_basic' },
      undefined,
    ],
    [
      'a client with a key',
      clientWithKey.metadata,
      openid.PrivateKeyJwt(clientWithKey, { [openid.modifyAssertion]: (_header, claims) => setTime(claims) }),
    ],
  ])('authorizes, refreshes and revokes as %s', async (_what, own, authentication) => {
    const { config, checks, address } = await connect(own, authentication);
    expect(config.serverMetadata().supportsPKCE()).toBe(true);
    const answered = await browser.authorize(address);
    const tokens = await openid.authorizationCodeGrant(config, answered, checks);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3_600, scope });
    expect(await statusOf(tokens.access_token)).toBe(200);
    const tickets = await openid.fetchProtectedResource(
      config,
      tokens.access_token,
      new URL(`${site.origin}/api/v1/tickets`),
      'GET',
    );
    expect(tickets.status).toBe(200);
    site.clock.advance(3_600_000);
    expect(await statusOf(tokens.access_token)).toBe(401);
    const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(await statusOf(fresh.access_token)).toBe(200);
    await openid.tokenRevocation(config, fresh.refresh_token ?? '');
    expect(await statusOf(fresh.access_token)).toBe(401);
    await expect(openid.refreshTokenGrant(config, fresh.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('introspects a token as a client with a secret', async () => {
    const { config, checks, address } = await connect({});
    const tokens = await openid.authorizationCodeGrant(config, await browser.authorize(address), checks);
    expect(await openid.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      scope,
      sub: site.teamMember.id,
      iss: site.origin,
    });
  });

  it('receives access_denied when the member denies the request', async () => {
    const { config, checks, address } = await connect({ token_endpoint_auth_method: 'none' }, openid.None());
    const answered = await browser.authorize(address, 'deny');
    await expect(openid.authorizationCodeGrant(config, answered, checks)).rejects.toMatchObject({
      error: 'access_denied',
    });
  });

  it('rejects a response of another server', async () => {
    const { config, checks, address } = await connect({ token_endpoint_auth_method: 'none' }, openid.None());
    const answered = await browser.authorize(address);
    answered.searchParams.set('iss', 'https://evil.example');
    await expect(openid.authorizationCodeGrant(config, answered, checks)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('"iss"') },
    });
  });

  it('gets tokens for a device after the member enters its code', async () => {
    const { config } = await connect({ token_endpoint_auth_method: 'none' }, openid.None());
    const device = await openid.initiateDeviceAuthorization(config, { scope });
    expect(device.verification_uri).toBe(`${site.origin}/device`);
    await browser.allowDevice(device.user_code);
    // The server enforces the interval by its own clock.
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.01 });
    expect(await statusOf(tokens.access_token)).toBe(200);
    expect(tokens.refresh_token).toMatch(/^spedy_ort_/);
  });
});

describe('oauth4webapi', () => {
  const options = () => ({
    [strict.allowInsecureRequests]: true,
    [strict.customFetch]: (url: string, init: object) => site.fetch(url, init),
  });
  let server: strict.AuthorizationServer;
  beforeAll(async () => {
    const issuer = new URL(site.origin);
    const found = await strict.discoveryRequest(issuer, { ...options(), algorithm: 'oauth2' });
    server = await strict.processDiscoveryResponse(issuer, found);
  });

  it('discovers both resources and their authorization server', async () => {
    for (const path of ['', '/mcp']) {
      const resource = new URL(`${site.origin}${path}`);
      const answer = await strict.resourceDiscoveryRequest(resource, options());
      expect(await strict.processResourceDiscoveryResponse(resource, answer)).toMatchObject({
        authorization_servers: [server.issuer],
      });
    }
  });

  it('registers, authorizes, refreshes, introspects and revokes', async () => {
    const registered = await strict.dynamicClientRegistrationRequest(server, metadata, options());
    const client = (await strict.processDynamicClientRegistrationResponse(registered)) as strict.Client;
    const secret = String(client.client_secret);
    const authentication = strict.ClientSecretBasic(secret);
    const verifier = strict.generateRandomCodeVerifier();
    const state = strict.generateRandomState();
    const address = new URL(server.authorization_endpoint ?? '');
    const query = {
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await strict.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const parameters = strict.validateAuthResponse(server, client, await browser.authorize(address), state);
    const exchange = () =>
      strict.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        redirectUri,
        verifier,
        options(),
      );
    const tokens = await strict.processAuthorizationCodeResponse(server, client, await exchange());
    expect(await statusOf(tokens.access_token)).toBe(200);
    const refreshed = await strict.processRefreshTokenResponse(
      server,
      client,
      await strict.refreshTokenGrantRequest(
        server,
        client,
        authentication,
        tokens.refresh_token ?? '',
        options(),
      ),
    );
    const introspect = async (token: string) =>
      strict.processIntrospectionResponse(
        server,
        client,
        await strict.introspectionRequest(server, client, authentication, token, options()),
      );
    expect(await introspect(refreshed.access_token)).toMatchObject({
      active: true,
      client_id: client.client_id,
    });
    const revoked = await strict.revocationRequest(
      server,
      client,
      authentication,
      refreshed.refresh_token ?? '',
      options(),
    );
    await strict.processRevocationResponse(revoked);
    expect(await introspect(refreshed.access_token)).toMatchObject({ active: false });
    await expect(
      strict.processAuthorizationCodeResponse(server, client, await exchange()),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('receives authorization_pending and slow_down for a device, and then its tokens', async () => {
    const own = { ...metadata, token_endpoint_auth_method: 'none' };
    const registered = await strict.dynamicClientRegistrationRequest(server, own, options());
    const client = (await strict.processDynamicClientRegistrationResponse(registered)) as strict.Client;
    const device = await strict.processDeviceAuthorizationResponse(
      server,
      client,
      await strict.deviceAuthorizationRequest(server, client, strict.None(), { scope }, options()),
    );
    const poll = async () =>
      strict.processDeviceCodeResponse(
        server,
        client,
        await strict.deviceCodeGrantRequest(server, client, strict.None(), device.device_code, options()),
      );
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
    await expect(poll()).rejects.toMatchObject({ error: 'slow_down' });
    await browser.allowDevice(device.user_code);
    expect(await poll()).toMatchObject({ token_type: 'bearer', scope });
    await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
