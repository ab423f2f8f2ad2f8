import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { obtainCode, type RegisteredClient, registerClient, sendForm } from '../../../support/oauth/oauth.ts';
import { type Acme, createAcme } from '../../../support/world.ts';

describe('client authentication at the token endpoint', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
  });
  const confidential = (method: string) => registerClient(acme, { token_endpoint_auth_method: method });
  const without = (form: Record<string, string>, ...names: string[]) =>
    Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name)));
  async function codeFor(client: RegisteredClient) {
    const { form } = await obtainCode(acme, acme.teamMember, { client });
    return form;
  }

  it.each(['client_secret_post', 'client_secret_basic'])(
    'accepts the secret of a client with %s in the body or the header',
    async (method) => {
      const client = await confidential(method);
      const inBody = await codeFor(client);
      expect((await sendForm(acme, 'token', inBody)).status).toBe(200);
      const inHeader = without(await codeFor(client), 'client_id', 'client_secret');
      const headers = basic(client.client_id, client.client_secret ?? '');
      expect((await sendForm(acme, 'token', inHeader, headers)).status).toBe(200);
      const named = without(await codeFor(client), 'client_secret');
      expect((await sendForm(acme, 'token', named, headers)).status).toBe(200);
    },
  );

  it('rejects two methods in one request', async () => {
    const client = await confidential('client_secret_post');
    const form = await codeFor(client);
    const headers = basic(client.client_id, client.client_secret ?? '');
    const both = await sendForm(acme, 'token', form, headers);
    expect([both.status, both.body.error]).toEqual([400, 'invalid_request']);
    const other = { ...without(form, 'client_secret'), client_id: 'cli_other' };
    expect((await sendForm(acme, 'token', other, headers)).body.error).toBe('invalid_request');
  });

  it('returns 401 invalid_client for a wrong, missing or unexpected secret', async () => {
    const client = await confidential('client_secret_post');
    const form = await codeFor(client);
    for (const wrong of [
      { ...form, client_secret: 'spd_wrong' },
      { ...form, client_secret: `${client.client_secret}0` },
      without(form, 'client_secret'),
    ]) {
      const answer = await sendForm(acme, 'token', wrong);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
      expect(answer.text).not.toContain(form.code);
    }
    const publicForm = await codeFor(await registerClient(acme));
    const surplus = await sendForm(acme, 'token', {
      ...publicForm,
      client_secret: client.client_secret ?? '',
    });
    expect([surplus.status, surplus.body.error]).toEqual([401, 'invalid_client']);
    expect((await sendForm(acme, 'token', form)).status).toBe(200);
  });

  it.each([
    'Basic',
    'Basic !!!',
    'Basic Og==',
    `Basic ${Buffer.from('no-colon').toString('base64')}`,
    'Basic JWUwOiVlMA==',
  ])('returns 401 with a challenge for the header %j', async (authorization) => {
    const answer = await sendForm(
      acme,
      'token',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      { authorization },
    );
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="spedy"');
  });

  it('returns 401 invalid_client for an unknown client', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x' };
    for (const client_id of ['cli_unknown', 'https://unknown.example/client.json', 'x'.repeat(3_000)]) {
      const answer = await sendForm(acme, 'token', { ...form, client_id });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it.each([
    ['no grant_type', '', 'invalid_request'],
    ['an unknown grant type', 'grant_type=password', 'unsupported_grant_type'],
    ['client credentials', 'grant_type=client_credentials', 'unsupported_grant_type'],
    ['a repeated grant_type', 'grant_type=refresh_token&grant_type=refresh_token', 'invalid_request'],
    [
      'a repeated client_id',
      'grant_type=refresh_token&refresh_token=x&client_id=a&client_id=a',
      'invalid_request',
    ],
    [
      'a repeated refresh_token',
      'grant_type=refresh_token&refresh_token=x&refresh_token=x',
      'invalid_request',
    ],
    ['a repeated code', 'grant_type=authorization_code&code=x&code=y', 'invalid_request'],
    ['no refresh_token', 'grant_type=refresh_token', 'invalid_request'],
    [
      'a secret without a client_id',
      'grant_type=refresh_token&refresh_token=x&client_secret=spd_x',
      'invalid_request',
    ],
    ['an oversized value', `grant_type=refresh_token&refresh_token=${'x'.repeat(9_000)}`, 'invalid_request'],
    ['a NUL', 'grant_type=refresh_token&refresh_token=%00', 'invalid_request'],
  ])('rejects %s', async (_what, text, error) => {
    const answer = await sendForm(acme, 'token', text);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
    expect(Object.keys(answer.body).sort()).toEqual(['error', 'error_description']);
  });

  it('rejects other bodies and methods with an RFC 6749 error', async () => {
    const json = await acme.send('POST', '/api/v1/oauth/token', { body: { grant_type: 'refresh_token' } });
    expect([json.status, json.body.error]).toEqual([415, 'invalid_request']);
    const none = await acme.send('POST', '/api/v1/oauth/token');
    expect([none.status, none.body.error]).toEqual([400, 'invalid_request']);
    const get = await acme.send('GET', '/api/v1/oauth/token?grant_type=refresh_token');
    expect([get.status, get.body.error, get.headers.allow]).toEqual([
      405,
      'invalid_request',
      'OPTIONS, POST',
    ]);
    const large = await sendForm(acme, 'token', `x=${'y'.repeat(70_000)}`);
    expect([large.status, large.body.error]).toEqual([413, 'invalid_request']);
    const bare = await acme.send('GET', '/.well-known/oauth-authorization-server', { at: null });
    expect([bare.status, bare.body.error]).toEqual([404, 'invalid_request']);
    const query = await acme.send('POST', '/api/v1/oauth/token?grant_type=refresh_token&refresh_token=x');
    expect(query.body.error_description).toBe('grant_type is required');
  });

  it("rejects another organization's client", async () => {
    await acme.createOrganization('other-corp');
    const client = await registerClient(acme);
    const answer = await acme.send('POST', '/api/v1/oauth/token', {
      at: 'other-corp',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=refresh_token&refresh_token=x&client_id=${client.client_id}`,
    });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});
