import { afterEach, describe, expect, it } from 'vitest';
import { newToken } from '../../../src/credentials/token-format.ts';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme } from '../../support/world.ts';

describe('rate limits', () => {
  let acme: Acme;
  afterEach(() => acme.close());

  const from = async (remoteAddress: string, token?: string, headers: Record<string, string> = {}) => {
    const answer = await acme.app.server.inject({
      url: '/api/v1/me',
      remoteAddress,
      headers: {
        host: 'acme-corp.localhost:3000',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    return answer.statusCode;
  };
  const times = async (count: number, send: () => Promise<number>) => {
    const statuses: number[] = [];
    for (let time = 0; time < count; time += 1) statuses.push(await send());
    return statuses;
  };

  it('count each credential across addresses, and return the remaining number', async () => {
    acme = await createAcme({ rateLimit: 5 });
    const { adminToken: token } = acme;
    for (const left of ['4', '3', '2', '1', '0']) {
      const answer = await acme.send('GET', '/api/v1/me', { token });
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'ratelimit-limit': '5',
        'ratelimit-remaining': left,
        'ratelimit-reset': expect.stringMatching(/^[1-5]?\d$|^60$/),
      });
      expect(answer.headers).not.toHaveProperty('retry-after');
    }
    const refused = await acme.send('GET', '/api/v1/me', { token });
    expectError(refused, 429, 'rate_limited');
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(refused.headers['ratelimit-remaining']).toBe('0');
    expect(await from('203.0.113.1', token)).toBe(429);
    expect(await from('127.0.0.1', acme.customerToken)).toBe(200);
    expect(await from('127.0.0.1')).toBe(401);
  });

  it('limit a member across their credentials, without affecting other members', async () => {
    acme = await createAcme({ rateLimit: 5 });
    const tokens = [acme.adminToken];
    while (tokens.length < 4) tokens.push(await acme.createToken(acme.admin));
    const ask = async (token: string) => (await acme.send('GET', '/api/v1/me', { token })).status;
    const statuses: number[] = [];
    for (const token of tokens) statuses.push(...(await times(3, () => ask(token))));
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
    const refused = await acme.send('GET', '/api/v1/me', { token: await acme.createToken(acme.admin) });
    expectError(refused, 429, 'rate_limited');
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await ask(acme.teamMemberToken)).toBe(200);
  });

  it('count by address when no credential is valid', async () => {
    acme = await createAcme({ rateLimit: 5 });
    const guesses = [undefined, 'garbage', `${acme.adminToken}x`, 'spedy_pat_', 'again', 'and again'];
    const statuses: number[] = [];
    for (const guess of guesses) statuses.push(await from('203.0.113.1', guess));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await from('203.0.113.2')).toBe(401);
    expect(await from('203.0.113.1', acme.adminToken)).toBe(200);
  });

  it('count requests that need no credential, and requests to unknown hosts', async () => {
    acme = await createAcme({ rateLimit: 3 });
    expect((await acme.send('GET', '/nothing')).status).toBe(404);
    expect((await acme.send('PUT', '/api/v1/me')).status).toBe(405);
    expect((await acme.send('GET', '/api/v1/me', { at: 'nobody' })).status).toBe(404);
    expectError(await acme.send('GET', '/api/v1/me', { at: 'nobody' }), 429, 'rate_limited');
    expectError(await acme.send('GET', '/openapi.json'), 429, 'rate_limited');
    expect((await acme.send('GET', '/healthz')).status).toBe(200);
  });

  it('ignore X-Forwarded-For of a client', async () => {
    acme = await createAcme({ rateLimit: 3 });
    let forged = 0;
    const statuses = await times(4, () =>
      from('203.0.113.1', undefined, { 'x-forwarded-for': `198.51.100.${forged++}` }),
    );
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('use the address from a trusted proxy, and ignore addresses that the client sent', async () => {
    acme = await createAcme({ rateLimit: 3, trustProxy: ['127.0.0.1'] });
    let forged = 0;
    const through = (client: string) =>
      from('127.0.0.1', undefined, { 'x-forwarded-for': `198.51.100.${forged++}, ${client}` });
    expect(await times(4, () => through('203.0.113.1'))).toEqual([401, 401, 401, 429]);
    expect(await through('203.0.113.2')).toBe(401);
  });

  it('count an IPv6 /64 network as one address', async () => {
    acme = await createAcme({ rateLimit: 3 });
    let host = 0;
    expect(await times(4, () => from(`2001:db8:1:2::${host++}`))).toEqual([401, 401, 401, 429]);
    expect(await from('2001:db8:1:3::1')).toBe(401);
    expect(await times(3, () => from('::ffff:203.0.113.7'))).toEqual([401, 401, 401]);
    expect(await from('203.0.113.7')).toBe(429);
    expect(await from('::ffff:203.0.113.8')).toBe(401);
  });

  it('limit an IPv6 /48 site to four times the limit of one network', async () => {
    acme = await createAcme({ rateLimit: 3 });
    let network = 0;
    const statuses = await times(13, () => from(`2001:db8:1:${network++}::1`));
    expect(statuses).toEqual([...Array(12).fill(401), 429]);
    expect(await from('2001:db8:2::1')).toBe(401);
    expect(await from('2001:db8:1::1', acme.adminToken)).toBe(200);
  });

  it('count each secret of a leak report', async () => {
    acme = await createAcme({ rateLimit: 10 });
    const report = (tokens: readonly string[], address: string) =>
      acme.send('POST', '/api/v1/leaked-tokens', { body: { tokens }, address });
    const secrets = Array.from({ length: 9 }, () => newToken('pat'));
    expect((await report(secrets, '203.0.113.1')).status).toBe(202);
    expect((await report(['nothing'], '203.0.113.1')).status).toBe(202);
    expectError(await report(secrets, '203.0.113.1'), 429, 'rate_limited');
    // A larger report than the limit is accepted once.
    expect((await report([...secrets, newToken('pat'), newToken('pat')], '203.0.113.2')).status).toBe(202);
    expectError(await report(['nothing'], '203.0.113.2'), 429, 'rate_limited');
  });

  it('are off when set to 0', async () => {
    acme = await createAcme({ rateLimit: 0 });
    for (let time = 0; time < 50; time += 1) {
      const answer = await acme.send('GET', '/api/v1/me', { token: acme.adminToken });
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('ratelimit-limit');
    }
  });
});
