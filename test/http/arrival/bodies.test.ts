import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/me/tokens';

describe('request bodies', () => {
  let acme: Acme;
  let token: string;
  beforeAll(async () => {
    acme = await createAcme();
    token = acme.adminToken;
  });
  afterAll(() => acme.close());

  const count = async () => (await acme.send('GET', path, { token })).body.tokens.length;

  it.each([
    ['text that is not JSON', '{"name":', 'invalid_json'],
    ['a word', 'name', 'invalid_json'],
    ['two values', '{}{}', 'invalid_json'],
    ['__proto__', '{"name":"x","__proto__":{"isAdmin":true}}', 'invalid_json'],
    ['a nested __proto__', '{"name":"x","scopes":[{"__proto__":{}}]}', 'invalid_json'],
    ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 'invalid_json'],
    ['an array', '[]', 'validation_failed'],
    ['null', 'null', 'validation_failed'],
    ['a string', '"name"', 'validation_failed'],
    ['a number', '1e999', 'validation_failed'],
    ['30,000 nested arrays', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'validation_failed'],
    ['10,000 nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'validation_failed'],
    [
      '10,000 nested objects in a field',
      `{"name":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`,
      'validation_failed',
    ],
    [
      '3,000 unknown fields',
      JSON.stringify(Object.fromEntries([...Array(3_000).keys()].map((n) => [`f${n}`, 0]))),
      'validation_failed',
    ],
    ['a field name of 60,000 letters', JSON.stringify({ ['n'.repeat(60_000)]: 1 }), 'validation_failed'],
    ['field names of built-in methods', '{"toString":1,"hasOwnProperty":1,"name":"x"}', 'validation_failed'],
    ['a name that is a number', '{"name":7}', 'validation_failed'],
    ['a name that is a list', '{"name":["x"]}', 'validation_failed'],
    ['a name that is null', '{"name":null}', 'validation_failed'],
    ['a name with a NUL', '{"name":"a\\u0000b"}', 'validation_failed'],
    ['a name with a lone surrogate', '{"name":"a\\ud800b"}', 'validation_failed'],
    ['a field name with a lone surrogate', '{"a\\uDC00b":1}', 'validation_failed'],
    [
      'a lone surrogate in 10,000 nested objects',
      `${'{"a":'.repeat(10_000)}"\\udfff"${'}'.repeat(10_000)}`,
      'validation_failed',
    ],
    ['no body', '', 'validation_failed'],
  ])('rejects %s with 400 and creates nothing', async (_what, body, code) => {
    const before = await count();
    expectError(await acme.send('POST', path, { token, body }), 400, code);
    expect(await count()).toBe(before);
    expect(Object.prototype).not.toHaveProperty('isAdmin');
  });

  it('limits the length of an error', async () => {
    const fields = Object.fromEntries([...Array(3_000).keys()].map((number) => [`field${number}`, 0]));
    const answer = await acme.send('POST', path, { token, body: fields });
    expect(answer.body.details).toHaveLength(20);
    const long = await acme.send('POST', path, { token, body: { ['n'.repeat(60_000)]: 1 } });
    expect(long.text.length).toBeLessThan(2_000);
  });

  it('suggests the intended name for an unknown field', async () => {
    const answer = await acme.send('POST', path, { token, body: { name: 'x', expiredAt: null } });
    expect(expectError(answer, 400, 'validation_failed').details).toEqual([
      { path: 'expiredAt', message: 'is not a known field; did you mean expiresAt?' },
    ]);
  });

  it.each([
    ['text/plain', '{"name":"x"}'],
    ['application/x-www-form-urlencoded', 'name=x'],
    ['multipart/form-data; boundary=b', '--b--'],
    ['application/merge-patch+json', '{"name":"x"}'],
    ['application/jsonp', '{"name":"x"}'],
    ['text/json', '{"name":"x"}'],
    ['nonsense', '{"name":"x"}'],
    ['', '{"name":"x"}'],
  ])('rejects the media type "%s" with 415 and creates nothing', async (type, body) => {
    const before = await count();
    const answer = await acme.send('POST', path, { token, body, headers: { 'content-type': type } });
    expectError(answer, 415, 'unsupported_media_type');
    expect(await count()).toBe(before);
  });

  it('rejects a body without a media type with 415', async () => {
    const { statusCode, body } = await acme.app.server.inject({
      method: 'POST',
      url: path,
      headers: { host: 'acme-corp.localhost:3000', authorization: `Bearer ${token}`, 'content-length': '12' },
      payload: Buffer.from('{"name":"x"}'),
    });
    expect([statusCode, JSON.parse(body).code]).toEqual([415, 'unsupported_media_type']);
  });

  it.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset=utf-8'])(
    'accepts the media type %s',
    async (type) => {
      const answer = await acme.send('POST', path, {
        token,
        body: { name: 'Ünïcode 日本' },
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.body.name]).toEqual([201, 'Ünïcode 日本']);
    },
  );

  it('treats an empty body with a media type as no body', async () => {
    const headers = { 'content-type': 'application/json' };
    const created = await acme.send('POST', path, { token, body: { name: 'short-lived' } });
    const rotated = await acme.send('POST', `${path}/${created.body.id}/rotate`, { token, headers });
    expect(rotated.status).toBe(201);
    expect((await acme.send('DELETE', `${path}/${rotated.body.id}`, { token, headers })).status).toBe(204);
    expect((await acme.send('GET', '/api/v1/me', { token, headers })).status).toBe(200);
  });

  it('rejects a malformed Idempotency-Key', async () => {
    for (const key of ['', 'x'.repeat(256), 'schlüssel']) {
      const call = { token, body: { name: 'x' }, headers: { 'idempotency-key': key } };
      expectError(await acme.send('POST', path, call), 400, 'validation_failed');
    }
  });
});
