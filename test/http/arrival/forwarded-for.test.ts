import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, createAcme, password } from '../../support/world.ts';

const ownAddress = '127.0.0.1';

describe('X-Forwarded-For from a trusted proxy', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ trustProxy: [ownAddress, '10.0.0.0/8'] });
  });
  afterAll(() => acme.close());

  /** Returns the address that the session records for a sign-in through the proxy. */
  const recorded = async (forwardedFor: string) => {
    const signedIn = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: acme.admin.email, password },
      headers: { 'x-forwarded-for': forwardedFor },
    });
    expect(signedIn.status, signedIn.text).toBe(200);
    const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
    const { body } = await acme.send('GET', '/api/v1/me/sessions', { cookie });
    return body.data.find((session: { current: boolean }) => session.current).address;
  };

  it.each([
    ['an IPv4 address with a port', '203.0.113.5:4711', '203.0.113.5'],
    ['an IPv6 address in brackets with a port', '[2001:db8::1]:4711', '2001:db8::1'],
    ['an IPv6 address in brackets', '[2001:db8::1]', '2001:db8::1'],
    ['a plain IPv4 address', '203.0.113.5', '203.0.113.5'],
    ['a plain IPv6 address', '2001:db8::1', '2001:db8::1'],
    ['an IPv4 address in IPv6 form', '::ffff:203.0.113.5', '::ffff:203.0.113.5'],
    ['a quoted address with a port', '"203.0.113.5:4711"', '203.0.113.5'],
    ['spaces and an empty entry', ' 203.0.113.5:1 , ', '203.0.113.5'],
    ['an address that the client sent itself', '198.51.100.9, 203.0.113.5:4711', '203.0.113.5'],
    ['a second trusted proxy, with a port', '203.0.113.5:4711, 10.0.0.2:80', '203.0.113.5'],
    ['junk that the client sent itself', 'junk, 203.0.113.5:4711', '203.0.113.5'],
  ])('supports %s', async (_what, forwardedFor, address) => {
    expect(await recorded(forwardedFor)).toBe(address);
  });

  it.each([
    'unknown',
    '_hidden',
    'junk',
    '203.0.113.5:port',
    '203.0.113.5:99999999',
    '203.0.113.256',
    '[2001:db8::1',
    '2001:db8::1]:80',
    '[203.0.113.5]:80',
    'localhost:80',
    '203.0.113.5 198.51.100.9',
    '',
    ',',
    '198.51.100.9, unknown',
  ])("uses the proxy's address for %j", async (forwardedFor) => {
    expect(await recorded(forwardedFor)).toBe(ownAddress);
  });

  it('uses the address of the proxy that sent junk behind another trusted proxy', async () => {
    expect(await recorded('198.51.100.9, unknown, 10.0.0.2:80')).toBe('10.0.0.2');
  });
});

describe('the rate limit of an address behind a trusted proxy', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme({ rateLimit: 3, trustProxy: [ownAddress] });
  });
  afterAll(() => acme.close());
  const statuses = async (addresses: readonly string[]) => {
    const answers = addresses.map((address) =>
      acme.send('GET', '/api/v1/me', { headers: { 'x-forwarded-for': address } }),
    );
    return (await Promise.all(answers)).map(({ status }) => status).sort();
  };

  it.each([
    ['an IPv4 address', ['203.0.113.5:1', '203.0.113.5:2', '203.0.113.5:3', '203.0.113.5']],
    ['an IPv6 address', ['[2001:db8::1]:1', '[2001:db8::1]:2', '[2001:db8::1]', '2001:db8::1']],
    ['junk', ['unknown', 'junk:1', 'junk:2', '']],
  ])('counts all ports of %s together', async (_what, addresses) => {
    expect(await statuses(addresses)).toEqual([401, 401, 401, 429]);
  });
});

describe('X-Forwarded-For from an untrusted client', () => {
  it('is ignored', async () => {
    const acme = await createAcme({ rateLimit: 3 });
    const answers = ['203.0.113.1:1', '203.0.113.2:1', '203.0.113.3', 'junk'].map((address) =>
      acme.send('GET', '/api/v1/me', { headers: { 'x-forwarded-for': address } }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([401, 401, 401, 429]);
    await acme.close();
  });
});
