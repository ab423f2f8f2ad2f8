import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, createAcme } from '../../support/world.ts';

describe('response headers', () => {
  let acme: Acme;
  let secure: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    secure = await createAcme({ baseUrl: 'https://spedy.test' });
  });
  afterAll(async () => {
    await acme.close();
    await secure.close();
  });

  it.each([
    ['GET', '/api/v1/me', 200],
    ['POST', '/api/v1/me/tokens', 201],
    ['POST', '/api/v1/organization', 405],
    ['GET', '/nothing', 404],
    ['OPTIONS', '/api/v1/me', 204],
    ['GET', '/healthz', 200],
    ['GET', '/openapi.json', 200],
    ['GET', '/api/v1/users?page=x', 400],
    ['GET', '/api/v1/%zz', 400],
    // With no-referrer, a browser would send the form of this page with `Origin: null`.
    ['GET', '/setup?token=x', 404, 'same-origin'],
  ])(
    '%s %s: forbid storing, sniffing, framing and referrers',
    async (method, path, status, referrer = 'no-referrer') => {
      const body = method === 'POST' ? { name: 'x' } : undefined;
      const answer = await acme.send(method, path, { token: acme.adminToken, body });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': referrer,
        'x-request-id': expect.stringMatching(/^req_[0-9a-z]{23}$/),
      });
      expect(answer.headers['content-security-policy']).toMatch(
        /default-src 'none';.*frame-ancestors 'none'/,
      );
      for (const header of [
        'server',
        'x-powered-by',
        'strict-transport-security',
        'access-control-allow-credentials',
      ])
        expect(answer.headers).not.toHaveProperty(header);
    },
  );

  it('include Strict-Transport-Security on https', async () => {
    const answer = await secure.send('GET', '/api/v1/me');
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  it('include a new request id, which the client cannot choose', async () => {
    const ids = new Set<string | undefined>();
    for (let times = 0; times < 20; times += 1) {
      const answer = await acme.send('GET', '/nothing', { headers: { 'x-request-id': 'mine' } });
      expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
      ids.add(answer.headers['x-request-id']);
    }
    expect(ids.size).toBe(20);
    expect(ids).not.toContain('mine');
  });
});
