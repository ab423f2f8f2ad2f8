import { METHODS } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const methods = METHODS.filter((method) => method !== 'CONNECT');

describe('paths and methods', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  it('returns 404 for an unknown path without a credential, with any method and body', async () => {
    for (const method of methods) {
      const answer = await acme.send(method, '/api/v1/nothing-here');
      if (method === 'HEAD') expect([answer.status, answer.text]).toEqual([404, '']);
      else expectError(answer, 404, 'not_found');
    }
    for (const path of [
      '/assets/nothing.js',
      '/api',
      '/api/v1',
      '/api/v1/',
      '/api/v1/me/',
      '/api/v2/me',
      '//api/v1/me',
      '/.env',
    ])
      expectError(await acme.send('GET', path), 404, 'not_found');
    const broken = { headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(70_000) };
    expectError(await acme.send('POST', '/nothing', broken), 404, 'not_found');
    expectError(await acme.send('POST', '/nothing', { body: '{"broken' }), 404, 'not_found');
  });

  it('returns 405 with Allow for a wrong method, with any body', async () => {
    for (const method of methods) {
      if (['GET', 'HEAD', 'POST', 'OPTIONS'].includes(method)) continue;
      const answer = await acme.send(method, '/api/v1/me/tokens');
      expectError(answer, 405, 'method_not_allowed');
      expect(answer.headers.allow, method).toBe('GET, HEAD, OPTIONS, POST');
    }
    const broken = { headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(70_000) };
    expectError(await acme.send('PUT', '/api/v1/me/tokens', broken), 405, 'method_not_allowed');
    const one = await acme.send('POST', '/api/v1/me/tokens/tok_1', { token: acme.adminToken });
    expectError(one, 405, 'method_not_allowed');
    expect(one.headers.allow).toBe('DELETE, GET, HEAD, OPTIONS, PATCH');
  });

  it('returns 204 with Allow and no body for OPTIONS', async () => {
    for (const [path, allow] of [
      ['/api/v1/me', 'GET, HEAD, OPTIONS, PATCH'],
      ['/healthz', 'GET, HEAD, OPTIONS'],
      ['/openapi.json', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const answer = await acme.send('OPTIONS', path);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(answer.headers.allow).toBe(allow);
    }
  });

  it('answers HEAD like GET without a body', async () => {
    const { token } = { token: acme.adminToken };
    const get = await acme.send('GET', '/api/v1/me', { token });
    const head = await acme.send('HEAD', '/api/v1/me', { token });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    const refused = await acme.send('HEAD', '/api/v1/me');
    expect([refused.status, refused.text]).toEqual([401, '']);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer /);
  });

  it.each([
    ['a NUL', '%00'],
    ['a NUL in an id', 'tok_0mwvbeu1vtzvb671qs3o9f%00'],
    ['control characters', '%01%0a%0d'],
    ['a slash', 'tok_%2f..%2f..'],
    ['dots', '..%2f..%2fetc%2fpasswd'],
    ['quotes', "'%20or%20'1'='1"],
    ['another kind of id', 'usr_0mwvbeu1vtzvb671qs3o9f5'],
    ['upper case', 'TOK_0MWVBEU1VTZVB671QS3O9F5'],
    ['a trailing line break', 'tok_0mwvbeu1vtzvb671qs3o9f5%0a'],
    ['an emoji', '%F0%9F%92%A5'],
    ['a lone surrogate', '%ED%A0%80'],
    ['201 characters', 'x'.repeat(201)],
    ['12,000 characters', 'x'.repeat(12_000)],
    ['the name of a built-in property', '__proto__'],
    ['a semicolon', 'a;b=c'],
  ])('returns 400 or 404 for an id with %s', async (_what, id) => {
    const { adminToken: token } = acme;
    for (const [method, path] of [
      ['GET', `/api/v1/me/tokens/${id}`],
      ['DELETE', `/api/v1/me/tokens/${id}`],
      ['POST', `/api/v1/me/tokens/${id}/rotate`],
      ['DELETE', `/api/v1/organization/tokens/${id}`],
      ['GET', `/api/v1/users/${id}`],
      ['DELETE', `/api/v1/users/${id}`],
      ['DELETE', `/api/v1/me/notices/${id}`],
    ] as const) {
      const answer = await acme.send(method, path, { token });
      expect([400, 404], `${method} ${path.slice(0, 60)} ${answer.text}`).toContain(answer.status);
      expect(answer.headers['x-request-id']).toBe(answer.body.requestId);
    }
  });

  it.each([
    ['a filter that is not an id', '/api/v1/organization/tokens?userId=%00'],
    ['a page that is not a number', '/api/v1/users?page=one'],
    ['a repeated page', '/api/v1/users?page=1&page=2'],
    ['a page of zero', '/api/v1/users?page=0'],
    ['a page beyond the maximum', '/api/v1/users?page=99999999999999999999'],
    ['a limit over 100', '/api/v1/users?limit=101'],
    ['a limit in exponential notation', '/api/v1/users?limit=1e9'],
  ])('returns 400 with details for %s', async (_what, path) => {
    const body = expectError(
      await acme.send('GET', path, { token: acme.adminToken }),
      400,
      'validation_failed',
    );
    expect(body.details).toHaveLength(1);
  });

  it('accepts an unusual query string', async () => {
    for (const query of [
      '?',
      '?&&&',
      '?__proto__=1',
      '?page[$gt]=1',
      '?%zz',
      '?a=%00',
      `?${'a=1&'.repeat(2_000)}`,
    ])
      expect((await acme.send('GET', `/api/v1/users${query}`, { token: acme.adminToken })).status).toBe(200);
  });
});
