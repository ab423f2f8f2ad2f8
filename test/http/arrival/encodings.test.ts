import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, createAcme, password } from '../../support/world.ts';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

describe('encodings', () => {
  let acme: Acme;
  let cookie: string;
  beforeAll(async () => {
    acme = await createAcme();
    cookie = await acme.signIn(acme.admin);
  });
  afterAll(() => acme.close());

  async function post(
    path: string,
    type: string,
    payload: Buffer,
    more: Record<string, string> = {},
    method = 'POST',
  ) {
    const own = path.startsWith('/api/v1/me') ? { cookie } : { authorization: `Bearer ${acme.adminToken}` };
    const host = 'acme-corp.localhost:3000';
    const answer = await acme.app.server.inject({
      method: method as 'POST',
      url: path,
      headers: { host, origin: `http://${host}`, ...own, 'content-type': type, ...more },
      payload,
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  }

  const jsonRoutes = [
    ['/api/v1/me/tokens', '{"name":"caf\u00e9"}'],
    ['/api/v1/auth/login', '{"email":"ada@acme.test","password":"caf\u00e9 caf\u00e9 caf\u00e9"}'],
    ['/api/v1/auth/invitation', '{"token":"caf\u00e9"}'],
    ['/api/v1/leaked-tokens', '{"tokens":["caf\u00e9"]}'],
    ['/api/v1/oauth/register', '{"client_name":"caf\u00e9","redirect_uris":["https://app.test/cb"]}'],
    ['/api/v1/setup', '{"token":"caf\u00e9"}'],
    ['/api/v1/boards', '{"key":"WEB","name":"caf\u00e9"}'],
    ['/mcp', '{"jsonrpc":"2.0","id":"caf\u00e9","method":"ping"}'],
  ] as const;
  const formRoutes = ['token', 'revoke', 'introspect', 'device'].map((name) => `/api/v1/oauth/${name}`);

  it.each(jsonRoutes)('%s rejects other charsets and invalid UTF-8 with 400', async (path, text) => {
    const latin = Buffer.from(text, 'latin1');
    for (const [type, body] of [
      [json, latin],
      [`${json}; charset=utf-8`, latin],
      [`${json}; charset=iso-8859-1`, Buffer.from(text)],
      [`${json}; charset="windows-1252"`, Buffer.from(text)],
      [`${json}; charset=utf-8; charset=latin1`, Buffer.from(text)],
      [`${json};charset=UTF-16`, Buffer.from(text, 'utf16le')],
      [json, Buffer.from(text.replace('\u00e9', '\\ud800'))],
    ] as const) {
      const answer = await post(path, type, body);
      expect([type, answer.status, answer.text]).toEqual([
        type,
        400,
        expect.stringMatching(/UTF-8|valid Unicode/),
      ]);
    }
    const whole = await post(path, `${json}; charset="UTF-8"`, Buffer.from(text));
    expect(whole.text).not.toMatch(/UTF-8|valid Unicode/);
  });

  it.each([...formRoutes, '/setup'])('%s rejects other charsets and invalid UTF-8 with 400', async (path) => {
    for (const [type, body] of [
      [form, Buffer.from('token=caf\u00e9', 'latin1')],
      [form, Buffer.from('token=caf%E9')],
      [form, Buffer.from('token=x&caf%e9=1')],
      [form, Buffer.from('token=%ED%A0%80')],
      [form, Buffer.from('token=%C3&x=%A9')],
      [`${form}; charset=iso-8859-1`, Buffer.from('token=x')],
    ] as const) {
      const answer = await post(path, type, body);
      expect([String(body), answer.status, answer.text]).toEqual([
        String(body),
        400,
        expect.stringContaining('UTF-8'),
      ]);
    }
    for (const text of ['token=caf\u00e9', 'token=caf%C3%A9', 'token=100%', 'token=%zz'])
      expect((await post(path, form, Buffer.from(text))).text).not.toContain('UTF-8');
  });

  it('rejects invalid UTF-8 in a query with 400', async () => {
    for (const query of ['search=caf%E9', 'search=%ff', '%C3=1', 'search=%ED%A0%80']) {
      const answer = await acme.send('GET', `/api/v1/tickets?${query}`, { token: acme.adminToken });
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid_encoding']);
    }
    for (const query of ['search=caf%C3%A9', 'search=100%25'])
      expect((await acme.send('GET', `/api/v1/tickets?${query}`, { token: acme.adminToken })).status).toBe(
        200,
      );
    const authorize = await acme.send('GET', '/api/v1/oauth/authorize?client_id=x&state=%ff');
    expect([authorize.status, authorize.body.error]).toEqual([400, 'invalid_request']);
  });

  it('stores no invalid password, so that different passwords never become the same', async () => {
    const change = (bytes: Buffer) => post('/api/v1/me/password', json, bytes, {}, 'PUT');
    const bodyOf = (last: Buffer) =>
      Buffer.concat([
        Buffer.from(`{"currentPassword":"${password}","newPassword":"a quiet brook at `),
        last,
        Buffer.from('"}'),
      ]);
    for (const last of [[0xe9], [0xff], [0xed, 0xa0, 0x80]])
      expect((await change(bodyOf(Buffer.from(last)))).status).toBe(400);
    for (const last of ['\\ud800', '\\udfff', '\\ud83d'])
      expect((await change(bodyOf(Buffer.from(last)))).status).toBe(400);
    await acme.signIn(acme.admin);
  });

  it.each([
    ...jsonRoutes.map(([path]) => [path, json] as const),
    ...formRoutes.map((path) => [path, form] as const),
    ['/setup', form] as const,
  ])('%s rejects a Content-Encoding with 415 and names the accepted one', async (path, type) => {
    for (const coding of ['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip', 'unknown', 'aws-chunked']) {
      const answer = await post(path, type, gzipSync('{}'), { 'content-encoding': coding });
      expect([coding, answer.status, answer.headers['accept-encoding']]).toEqual([coding, 415, 'identity']);
    }
    expect((await post(path, type, Buffer.from('{}'), { 'content-encoding': 'identity' })).status).not.toBe(
      415,
    );
  });

  it('ignores Content-Encoding without a body', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect((await acme.send('GET', '/api/v1/me', { token: acme.adminToken, headers })).status).toBe(200);
  });

  it('stores names unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), async (text) => {
        const body = Buffer.from(`{"name":${JSON.stringify(`n${text}n`)}}`);
        const answer = await post('/api/v1/me/tokens', json, body);
        if (answer.status === 201) expect(JSON.parse(answer.text).name).toBe(`n${text}n`);
        else expect(answer.status).toBe(400);
      }),
      { numRuns: 40 },
    );
  });
});
