import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClientKey, clientAssertion, createClientKey } from '../../../support/oauth/client-keys.ts';
import { type DocumentHost, openDocumentHost } from '../../../support/oauth/document-host.ts';
import { authorizePath, decide, openAuthorization, pkce, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

const redirectUri = 'https://chatgpt.com/connector/oauth/9hGJ3kT1wQ';
const both = {
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
  token_endpoint_auth_signing_alg: 'RS256',
};

describe('a client with a metadata document and keys, such as ChatGPT', () => {
  let acme: Acme;
  let cookie: string;
  let host: DocumentHost;
  let key: ClientKey;
  /** Additional fields of each document, by its path. */
  let documents: Record<string, object>;
  let published: unknown[];
  let cacheControl: string;
  let keysUnavailable = false;
  let fetched: string[];
  beforeAll(async () => {
    acme = await createAcme({ allowLoopbackClientMetadata: true });
    cookie = await acme.signIn(acme.teamMember);
    key = await createClientKey('RS256', 'one');
    host = await openDocumentHost('http', ({ url = '' }, response) => {
      fetched.push(url);
      const status = url.startsWith('/keys') && keysUnavailable ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': cacheControl });
      const document = {
        client_id: id(url),
        client_name: 'ChatGPT',
        client_uri: 'https://chatgpt.com/',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...documents[url],
      };
      response.end(JSON.stringify(url.startsWith('/keys') ? { keys: published } : document));
    });
  });
  afterAll(async () => {
    await host.close();
    await acme.close();
  });
  beforeEach(() => {
    acme.clock.advance(24 * 3_600_000);
    documents = {};
    published = [key.jwk];
    cacheControl = 'max-age=60';
    keysUnavailable = false;
    fetched = [];
  });
  const id = (path: string) => `http://127.0.0.1:${host.port}${path}`;
  let documentCount = 0;
  /** Publishes a document that no other test uses. */
  const publish = (fields: object) => {
    documentCount += 1;
    documents[`/${documentCount}/client.json`] = fields;
    return id(`/${documentCount}/client.json`);
  };
  const keysAt = () => ({ jwks_uri: id(`/keys/${documentCount}`) });

  async function codeForm(clientId: string): Promise<Record<string, string>> {
    const { verifier, challenge } = pkce();
    const member = await acme.signIn(acme.teamMember);
    const parameters = {
      client_id: clientId,
      redirect_uri: redirectUri,
      code_challenge: challenge,
      prompt: 'consent',
    };
    const request = await openAuthorization(acme, member, parameters);
    const answer = await decide(acme, member, request, 'allow');
    const code = new URL(answer.body.redirectTo).searchParams.get('code') ?? '';
    return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  }
  const exchange = async (clientId: string, proof: Record<string, string>) =>
    sendForm(acme, 'token', { ...(await codeForm(clientId)), ...proof });
  const introspect = (proof: Record<string, string>) =>
    sendForm(acme, 'introspect', { token: 'x', ...proof });

  it('is rejected for wrong claims before its document or keys are fetched', async () => {
    const clientId = publish({ ...both, ...keysAt() });
    await exchange(clientId, await clientAssertion(acme, key, clientId));
    acme.clock.advance(24 * 3_600_000);
    const now = Math.floor(acme.clock.now() / 1_000);
    fetched = [];
    for (const claims of [
      { exp: now - 120 },
      { exp: now + 86_400 },
      { aud: 'https://other.test' },
      { iss: 'cli_x' },
      { jti: '' },
    ]) {
      const answer = await introspect(await clientAssertion(acme, key, clientId, claims));
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
    expect(fetched).toEqual([]);
    expect((await introspect(await clientAssertion(acme, key, clientId))).status).toBe(200);
    expect(fetched).not.toEqual([]);
  });

  it('authenticates with its key if it lists several methods', async () => {
    const clientId = publish({ ...both, ...keysAt() });
    const tokens = await exchange(clientId, await clientAssertion(acme, key, clientId));
    expect(tokens.status, tokens.text).toBe(200);
    const refreshed = await sendForm(acme, 'token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.body.refresh_token,
      client_id: clientId,
      ...(await clientAssertion(acme, key, clientId)),
    });
    expect(refreshed.status, refreshed.text).toBe(200);
    expect(fetched.filter((path) => path.startsWith('/keys'))).toHaveLength(1);
  });

  it('can also authenticate with none if it lists it, and is then a public client', async () => {
    const clientId = publish({ ...both, ...keysAt() });
    const tokens = await exchange(clientId, { client_id: clientId });
    expect(tokens.status, tokens.text).toBe(200);
    expect((await introspect({ client_id: clientId })).status).toBe(401);
    const seen = await sendForm(acme, 'introspect', {
      token: tokens.body.access_token,
      ...(await clientAssertion(acme, key, clientId)),
    });
    expect(seen.body).toMatchObject({ active: true, client_id: clientId });
  });

  it('authenticates only with none if its keys cannot be used', async () => {
    const clientId = publish({ ...both, jwks_uri: 'https://10.0.0.1/keys' });
    expect((await exchange(clientId, { client_id: clientId })).status).toBe(200);
    expect((await introspect(await clientAssertion(acme, key, clientId))).status).toBe(401);
  });

  it('must use its keys if it lists no other method', async () => {
    const clientId = publish({ token_endpoint_auth_method: 'private_key_jwt', ...keysAt() });
    const form = await codeForm(clientId);
    const without = await sendForm(acme, 'token', { ...form, client_id: clientId });
    expect([without.status, without.body.error]).toEqual([401, 'invalid_client']);
    const other = await createClientKey('RS256', 'one');
    const forged = await sendForm(acme, 'token', {
      ...form,
      ...(await clientAssertion(acme, other, clientId)),
    });
    expect([forged.status, forged.body.error]).toEqual([401, 'invalid_client']);
    const tokens = await sendForm(acme, 'token', {
      ...form,
      ...(await clientAssertion(acme, key, clientId)),
    });
    expect(tokens.status, tokens.text).toBe(200);
  });

  it.each([
    [{ token_endpoint_auth_method: 'private_key_jwt' }, 'jwks or jwks_uri'],
    [{ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://localhost/keys' }, null],
    [
      { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://169.254.169.254/latest' },
      'https URL',
    ],
    [
      { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://169.254.169.254/latest' },
      'IP address',
    ],
    [{ token_endpoint_auth_method: 'client_secret_post' }, 'cannot have a secret'],
  ])('is rejected with a reason if its keys cannot be used: %j', async (fields, reason) => {
    const clientId = publish(fields);
    const parameters = { client_id: clientId, redirect_uri: redirectUri, code_challenge: pkce().challenge };
    const answer = await acme.send('GET', authorizePath(parameters), { cookie });
    expect(answer.status).toBe(reason === null ? 303 : 400);
    if (reason !== null) return expect(answer.text).toContain(reason);
    // localhost resolves to a loopback address, which is rejected.
    const refused = await introspect(await clientAssertion(acme, key, clientId));
    expect([refused.status, refused.body.error]).toEqual([503, 'temporarily_unavailable']);
    expect(refused.body.error_description).toMatch(/key set could not be read: .+ could not be reached/);
    expect(refused.headers['retry-after']).toBe('5');
  });

  it('authenticates with a key in its document until the cached document expires', async () => {
    const next = await createClientKey('RS256', 'two');
    const clientId = publish({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } });
    expect((await exchange(clientId, await clientAssertion(acme, key, clientId))).status).toBe(200);
    documents[new URL(clientId).pathname] = {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [next.jwk] },
    };
    expect((await introspect(await clientAssertion(acme, key, clientId))).status).toBe(200);
    acme.clock.advance(61_000);
    expect((await introspect(await clientAssertion(acme, key, clientId))).status).toBe(401);
    expect((await introspect(await clientAssertion(acme, next, clientId))).status).toBe(200);
  });

  describe('its published keys', () => {
    const reads = () => fetched.filter((path) => path.startsWith('/keys')).length;
    async function connected() {
      const clientId = publish({ ...both, ...keysAt() });
      await exchange(clientId, { client_id: clientId });
      return clientId;
    }
    const authenticate = async (clientId: string, own = key) =>
      introspect(await clientAssertion(acme, own, clientId));

    it('are cached as long as their server allows', async () => {
      const clientId = await connected();
      for (let times = 0; times < 3; times += 1) expect((await authenticate(clientId)).status).toBe(200);
      expect(reads()).toBe(1);
      published = [];
      acme.clock.advance(60_000);
      expect((await authenticate(clientId)).status).toBe(401);
      expect(reads()).toBe(2);
    });

    it('are fetched again for an unknown key, at most every ten seconds', async () => {
      const clientId = await connected();
      expect((await authenticate(clientId)).status).toBe(200);
      const next = await createClientKey('RS256', 'two');
      published = [key.jwk, next.jwk];
      expect((await authenticate(clientId, next)).status).toBe(401);
      expect(reads()).toBe(1);
      acme.clock.advance(10_000);
      expect((await authenticate(clientId, next)).status).toBe(200);
      expect(reads()).toBe(2);
      const unknownKey = await createClientKey('RS256', 'three');
      for (let times = 0; times < 3; times += 1)
        expect((await authenticate(clientId, unknownKey)).status).toBe(401);
      expect(reads()).toBe(2);
    });

    it('cause a 503 while unavailable, but cached ones work for another hour', async () => {
      const clientId = await connected();
      keysUnavailable = true;
      const away = await authenticate(clientId);
      expect([away.status, away.body.error]).toEqual([503, 'temporarily_unavailable']);
      expect(away.body.error_description).toContain(
        'key set could not be read: its server responded with status 503',
      );
      keysUnavailable = false;
      acme.clock.advance(6_000);
      expect((await authenticate(clientId)).status).toBe(200);
      keysUnavailable = true;
      acme.clock.advance(59 * 60_000);
      expect((await authenticate(clientId)).status).toBe(200);
      acme.clock.advance(3 * 60_000);
      expect((await authenticate(clientId)).status).toBe(503);
    });

    it('are found among keys that cannot be used', async () => {
      published = [
        { kty: 'oct', k: 'c2VjcmV0' },
        { kty: 'EC', crv: 'secp256k1' },
        key.privateJwk,
        'x',
        key.jwk,
      ];
      const clientId = await connected();
      expect((await authenticate(clientId)).status).toBe(200);
    });
  });
});

describe('a client that registers with jwks_uri', () => {
  it('authenticates with those keys, unless metadata documents are off', async () => {
    const key = await createClientKey('ES256');
    const host = await openDocumentHost('http', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
      response.end(JSON.stringify({ keys: [key.jwk] }));
    });
    const metadata = {
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: `http://127.0.0.1:${host.port}/keys`,
    };
    const acme = await createAcme({ allowLoopbackClientMetadata: true });
    const { body } = await acme.send('POST', '/api/v1/oauth/register', { body: metadata });
    expect(body.jwks_uri).toBe(metadata.jwks_uri);
    const proof = await clientAssertion(acme, key, body.client_id);
    const answer = await sendForm(acme, 'introspect', { token: 'x', ...proof });
    expect([answer.status, answer.body.active]).toEqual([200, false]);
    await acme.close();

    const withoutDocuments = await createAcme({
      allowLoopbackClientMetadata: true,
      clientMetadataDocuments: false,
    });
    const refused = await withoutDocuments.send('POST', '/api/v1/oauth/register', { body: metadata });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_client_metadata']);
    const { jwks_uri: _uri, ...rest } = metadata;
    const own = await withoutDocuments.send('POST', '/api/v1/oauth/register', {
      body: { ...rest, jwks: { keys: [key.jwk] } },
    });
    const inline = await clientAssertion(withoutDocuments, key, own.body.client_id);
    expect((await sendForm(withoutDocuments, 'introspect', { token: 'x', ...inline })).status).toBe(200);
    await withoutDocuments.close();
    await host.close();
  });
});
