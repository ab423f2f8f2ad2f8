import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../support/client.ts';
import {
  assertionClaims,
  assertionType,
  type ClientKey,
  clientAssertion,
  createClientKey,
} from '../../../support/oauth/client-keys.ts';
import {
  obtainCode,
  origin,
  type RegisteredClient,
  registerClient,
  sendForm,
} from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

type Claims = Record<string, unknown>;

describe('private_key_jwt', () => {
  let acme: Acme;
  let key: ClientKey;
  let client: RegisteredClient;
  beforeAll(async () => {
    acme = await createAcme();
    key = await createClientKey();
    client = await register({ jwks: { keys: [key.jwk] } });
  });
  afterAll(() => acme.close());
  beforeEach(() => acme.clock.advance(1_000));

  const register = (metadata: object) =>
    registerClient(acme, { token_endpoint_auth_method: 'private_key_jwt', ...metadata });
  const good = (change: Claims = {}, header: Claims = {}) =>
    clientAssertion(acme, key, client.client_id, change, header);
  const introspect = (form: Record<string, string>, token = 'nonsense') =>
    sendForm(acme, 'introspect', { token, ...form });
  const expectRefused = (answer: Answer) => {
    expect([answer.status, answer.body.error], answer.text).toEqual([401, 'invalid_client']);
    return answer.body.error_description;
  };

  it('is advertised with its signing algorithms', async () => {
    const { body } = await acme.send('GET', '/.well-known/oauth-authorization-server');
    for (const endpoint of ['token', 'revocation', 'introspection']) {
      expect(body[`${endpoint}_endpoint_auth_methods_supported`]).toContain('private_key_jwt');
      const algorithms = body[`${endpoint}_endpoint_auth_signing_alg_values_supported`];
      expect(algorithms).toEqual(expect.arrayContaining(['RS256', 'ES256', 'PS256', 'EdDSA']));
      expect(algorithms.join()).not.toMatch(/none|HS/);
    }
  });

  it('returns no secret and stores only the public part of the keys', async () => {
    const answer = await acme.send('POST', '/api/v1/oauth/register', {
      body: {
        redirect_uris: ['https://app.example.com/callback'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [{ ...key.jwk, x5c: ['ignored'], ext: true }] },
      },
      address: '192.0.2.1',
    });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).not.toHaveProperty('client_secret');
    expect(answer.body).toMatchObject({
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [key.jwk] },
    });
  });

  it.each([
    [{}, 'jwks or jwks_uri'],
    [{ jwks: { keys: [] } }, 'at least one key'],
    [{ jwks: [] }, 'JWK Set'],
    [{ jwks: 'x' }, 'JWK Set'],
    [{ jwks: { keys: [{}] }, jwks_uri: 'https://app.example.com/keys' }, 'either jwks or jwks_uri'],
    [{ jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, 'RSA, EC or OKP'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] } }, 'not a valid public key'],
    [{ jwks: { keys: [{ kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA' }] } }, 'curve'],
    [
      { jwks: { keys: [{ kty: 'RSA', n: Buffer.alloc(128, 255).toString('base64url'), e: 'AQAB' }] } },
      '1024 bits',
    ],
    [{ jwks_uri: 'http://app.example.com/keys' }, 'jwks_uri: must be an https URL'],
    [{ jwks_uri: 'https://127.0.0.1/keys' }, 'jwks_uri: must have a host'],
    [{ jwks_uri: 7 }, 'jwks_uri: must be a string'],
    [{ jwks_uri: 'https://app.example.com/keys', token_endpoint_auth_signing_alg: 'HS256' }, 'signing_alg'],
  ])('rejects unusable keys: %j', async (metadata, reason) => {
    const answer = await acme.send('POST', '/api/v1/oauth/register', {
      body: {
        redirect_uris: ['https://app.example.com/callback'],
        token_endpoint_auth_method: 'private_key_jwt',
        ...metadata,
      },
      headers: { 'x-forwarded-for': '192.0.2.2' },
    });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_client_metadata']);
    expect(answer.body.error_description).toContain(reason);
  });

  it('rejects a private key without repeating it', async () => {
    const answer = await acme.send('POST', '/api/v1/oauth/register', {
      body: {
        redirect_uris: ['https://app.example.com/callback'],
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [key.privateJwk] },
      },
      address: '192.0.2.3',
    });
    expect(answer.body.error_description).toContain('private key');
    expect(acme.log.join('') + answer.text).not.toContain(key.privateJwk.d);
  });

  it('authenticates exchange, refresh, device, introspection and revocation with assertions', async () => {
    const { form } = await obtainCode(acme, acme.teamMember, { client });
    const tokens = await sendForm(acme, 'token', { ...form, ...(await good()) });
    expect(tokens.status, tokens.text).toBe(200);
    const { client_id: _clientId, ...silent } = form;
    const replay = await sendForm(acme, 'token', { ...silent, ...(await good()) });
    expect(replay.body.error).toBe('invalid_grant');
    const again = await obtainCode(acme, acme.teamMember, { client });
    const { client_id: _same, ...unnamed } = again.form;
    const fresh = await sendForm(acme, 'token', { ...unnamed, ...(await good()) });
    const refreshed = await sendForm(acme, 'token', {
      grant_type: 'refresh_token',
      refresh_token: fresh.body.refresh_token,
      ...(await good({ aud: `${origin}/api/v1/oauth/token` })),
    });
    expect(refreshed.status, refreshed.text).toBe(200);
    const seen = await introspect(await good({ aud: [origin] }), refreshed.body.access_token);
    expect(seen.body).toMatchObject({ active: true, client_id: client.client_id });
    const device = await sendForm(acme, 'device', await good());
    expect(device.status, device.text).toBe(200);
    const revoked = await sendForm(acme, 'revoke', { token: refreshed.body.access_token, ...(await good()) });
    expect(revoked.status).toBe(200);
    expect((await introspect(await good(), refreshed.body.access_token)).body).toEqual({ active: false });
    expect((await introspect(await good(), refreshed.body.refresh_token)).body).toMatchObject({
      active: true,
    });
  });

  it.each(['RS256', 'PS384', 'ES384', 'ES512', 'EdDSA'])('accepts %s', async (alg) => {
    const own = await createClientKey(alg, null);
    const { client_id } = await register({ jwks: { keys: [key.jwk, own.jwk] } });
    expect((await introspect(await clientAssertion(acme, own, client_id))).body).toEqual({ active: false });
  });

  it('tries each suitable key if the assertion names none', async () => {
    const [one, two] = [await createClientKey('RS256', null), await createClientKey('RS256', null)];
    const { client_id } = await register({ jwks: { keys: [one.jwk, two.jwk] } });
    for (const own of [one, two])
      expect((await introspect(await clientAssertion(acme, own, client_id))).status).toBe(200);
    const third = await createClientKey('RS256', null);
    expectRefused(await introspect(await clientAssertion(acme, third, client_id)));
  });

  const seconds = () => Math.floor(acme.clock.now() / 1000);
  const wrong: [string, () => Claims][] = [
    ['another iss', () => ({ iss: 'somebody' })],
    ['no iss', () => ({ iss: null })],
    ['no exp', () => ({ exp: null })],
    ['an exp that has passed', () => ({ exp: seconds() - 31 })],
    ['an exp in the far future', () => ({ exp: seconds() + 3_700 })],
    ['a string as exp', () => ({ exp: 'soon' })],
    ['an iat in the future', () => ({ iat: seconds() + 600 })],
    ['an nbf in the future', () => ({ nbf: seconds() + 600 })],
    ['no jti', () => ({ jti: null })],
    ['an empty jti', () => ({ jti: '' })],
    ['a number as jti', () => ({ jti: 7 })],
    ['a long jti', () => ({ jti: 'x'.repeat(513) })],
    ['no aud', () => ({ aud: null })],
    ['another aud', () => ({ aud: 'https://elsewhere.example' })],
    ['an additional server in aud', () => ({ aud: [origin, 'https://elsewhere.example'] })],
    ['an empty list as aud', () => ({ aud: [] })],
    ['a number as aud', () => ({ aud: 7 })],
    ['an object as aud', () => ({ aud: { [origin]: origin } })],
    ['a nested list as aud', () => ({ aud: [[origin]] })],
    ['a string as iat', () => ({ iat: 'now' })],
    ["another organization's aud", () => ({ aud: 'http://other-corp.localhost:3000' })],
  ];
  it.each(wrong)('rejects %s', async (_what, change) => {
    expectRefused(await introspect(await good(change())));
  });

  it('tolerates a clock that differs by some seconds', async () => {
    for (const change of [{ exp: seconds() - 5 }, { iat: seconds() + 5, nbf: seconds() + 5 }])
      expect((await introspect(await good(change))).status).toBe(200);
  });

  it('accepts times with a fraction of a second (RFC 7519 2)', async () => {
    const answer = await introspect(await good({ exp: seconds() + 60.12345, iat: seconds() - 0.54321 }));
    expect(answer.status, answer.text).toBe(200);
  });

  it('accepts an assertion once, also among concurrent requests and after the sweep', async () => {
    const form = await good();
    const answers = await Promise.all(Array.from({ length: 5 }, () => introspect(form)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    expect(expectRefused(await introspect(form))).toContain('used before');
    acme.clock.advance(120_000);
    await acme.app.sweep();
    expect(expectRefused(await introspect(form))).toContain('expired');
    expect(await acme.db.selectFrom('oauth_assertions').selectAll().execute()).toEqual([]);
  });

  it('accepts the same jti from two clients', async () => {
    const other = await register({ jwks: { keys: [key.jwk] } });
    for (const { client_id } of [client, other])
      expect(
        (await introspect(await clientAssertion(acme, key, client_id, { jti: 'the same' }))).status,
      ).toBe(200);
  });

  it('rejects an unknown key, and the algorithms none and HS256', async () => {
    const unknownKey = await createClientKey();
    expect(
      expectRefused(await introspect(await clientAssertion(acme, unknownKey, client.client_id))),
    ).toContain('no key');
    const claims = assertionClaims(acme, client.client_id);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode(claims)}.`;
    const body = `${encode({ alg: 'HS256', kid: 'key-1' })}.${encode(claims)}`;
    const mac = createHmac('sha256', JSON.stringify(key.jwk)).update(body).digest('base64url');
    for (const client_assertion of [unsigned, `${body}.${mac}`]) {
      const answer = await introspect({ client_assertion_type: assertionType, client_assertion });
      expect(expectRefused(answer)).toContain('must be signed with');
    }
  });

  it('accepts only the algorithm that the client registered', async () => {
    const rsa = await createClientKey('RS256', 'rsa');
    const { client_id } = await register({
      jwks: { keys: [key.jwk, rsa.jwk] },
      token_endpoint_auth_signing_alg: 'RS256',
    });
    expect((await introspect(await clientAssertion(acme, rsa, client_id))).status).toBe(200);
    expect(expectRefused(await introspect(await clientAssertion(acme, key, client_id)))).toContain('RS256');
  });

  it('is the only method for its client, and rejected for other clients', async () => {
    const named = { client_id: client.client_id };
    expectRefused(await introspect(named));
    expectRefused(await introspect({ ...named, client_secret: 'spd_x' }));
    expectRefused(
      await sendForm(acme, 'token', { ...named, grant_type: 'refresh_token', refresh_token: 'x' }),
    );
    for (const method of ['none', 'client_secret_post']) {
      const other = await registerClient(acme, { token_endpoint_auth_method: method });
      expectRefused(await introspect(await clientAssertion(acme, key, other.client_id)));
    }
    expectRefused(await introspect(await clientAssertion(acme, key, 'cli_unknown')));
  });

  it('rejects incomplete assertions, and ones together with another method or client', async () => {
    const form = await good();
    const { client_assertion, client_assertion_type } = form;
    const basic = { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` };
    for (const answer of [
      await introspect({ ...form, client_id: client.client_id, client_secret: 'spd_x' }),
      await sendForm(acme, 'introspect', { token: 'x', ...form }, basic),
      await introspect({ client_assertion }),
      await introspect({ client_assertion, client_assertion_type: 'urn:x' }),
      await introspect({ client_assertion: 'nonsense', client_assertion_type }),
      await introspect({ ...form, client_id: 'cli_other' }),
      await sendForm(acme, 'introspect', `token=x&${new URLSearchParams(form)}&client_assertion=x`),
    ])
      expect([answer.status, answer.body.error], answer.text).toEqual([400, 'invalid_request']);
    expectRefused(await introspect({ client_assertion_type, client_id: client.client_id }));
    expectRefused(await introspect(await good({ sub: null })));
    expect((await introspect(form)).status).toBe(200);
  });
});
