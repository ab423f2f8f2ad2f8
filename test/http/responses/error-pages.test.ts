import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const navigation = { ...html, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('an error during browser navigation', () => {
  let acme: Acme;
  let limited: Acme;
  beforeAll(async () => {
    acme = await createAcme();
    limited = await createAcme({ rateLimit: 1 });
  });
  afterAll(async () => {
    await acme.close();
    await limited.close();
  });

  it.each([
    ['GET', '/api/v1/me', navigation, 401],
    ['GET', '/api/v1/organization/audit-events/export?format=csv', navigation, 401],
    ['POST', '/api/v1/me/tokens', navigation, 401],
    ['GET', '/api/v1/tickets/tkt_nothing', navigation, 401],
    ['GET', '/mcp', navigation, 401],
    ['GET', '/.well-known/nothing', navigation, 404],
    ['GET', '/api/v1/oauth/authorize', html, 400],
    ['GET', '/api/v1/oauth/authorize?client_id=a&client_id=b', html, 400],
    ['GET', '/sign-in', { ...html, host: 'nobody.localhost:3000' }, 404],
    ['GET', '/', { ...html, host: 'elsewhere.test' }, 404],
    ['GET', '/%zz', html, 400],
  ] as const)('is a page for %s %s', async (method, path, headers, status) => {
    const answer = await acme.send(method, path, { headers });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(answer.text).toContain('<h1>');
    expect(answer.text).not.toMatch(/\{"|spedy\.(app|example)/);
  });

  it.each([
    ['GET', '/api/v1/me', html, 401, 'authentication_required'],
    ['GET', '/api/v1/me', { ...navigation, accept: '*/*' }, 401, 'authentication_required'],
    ['GET', '/no/such/page', { accept: 'application/json' }, 404, 'not_found'],
    ['POST', '/no/such/page', html, 404, 'not_found'],
    ['GET', '/', { host: 'elsewhere.test' }, 404, 'organization_not_found'],
  ] as const)('is JSON for %s %s with %j', async (method, path, headers, status, code) => {
    expectError(await acme.send(method, path, { headers }), status, code);
  });

  it('is a page that says when to try again after too many requests', async () => {
    const ask = () =>
      limited.send('GET', '/nowhere', { headers: { ...navigation, host: 'nobody.localhost:3000' } });
    await ask();
    const answer = await ask();
    expect([answer.status, answer.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).toContain('<h1>Too many requests</h1>');
  });

  it('escapes the host, and hides secrets in it', async () => {
    const host = '<script>alert(1)</script>';
    const answer = await acme.send('GET', '/', { headers: { ...html, host } });
    expect(answer.text).not.toContain(host);
    const secret = await acme.send('GET', '/', { headers: { ...html, host: `${acme.adminToken}.test` } });
    expect(secret.text).not.toContain(acme.adminToken);
  });
});
