import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

type Headers = Record<string, string>;

describe.each([
  { baseUrl: 'http://localhost:3000', name: 'spedy_session', secure: false },
  { baseUrl: 'https://spedy.test', name: '__Host-spedy_session', secure: true },
])('the session cookie at $baseUrl', ({ baseUrl, name, secure }) => {
  let acme: Acme;
  let cookie: string;
  const base = new URL(baseUrl);
  const own = `${base.protocol}//acme-corp.${base.host}`;
  beforeAll(async () => {
    acme = await createAcme({ baseUrl });
    await acme.createOrganization('other-corp');
    cookie = await acme.signIn(acme.admin);
  });
  afterAll(() => acme.close());

  it('is host-only, HttpOnly, and Secure on https', async () => {
    const body = { email: acme.admin.email, password };
    const answer = await acme.send('POST', '/api/v1/auth/login', { body });
    const [value, ...attributes] = answer.headers['set-cookie']?.split('; ') ?? [];
    expect(value).toMatch(new RegExp(`^${name}=spedy_ses_[0-9A-Za-z]{38}$`));
    expect(attributes.filter((attribute) => !attribute.startsWith('Expires='))).toEqual([
      'Path=/',
      'HttpOnly',
      ...(secure ? ['Secure'] : []),
      'SameSite=Lax',
    ]);
  });

  it('authenticates only at its own host and under its own name', async () => {
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    for (const at of ['other-corp', null])
      expectError(await acme.send('GET', '/api/v1/me', { cookie, at }), 401, 'authentication_required');
    const other = cookie.replace(name, secure ? 'spedy_session' : '__Host-spedy_session');
    expectError(await acme.send('GET', '/api/v1/me', { cookie: other }), 401, 'authentication_required');
  });

  it.each([
    ['empty', ''],
    ['cut short', 'spedy_ses_abc'],
    ['malformed', 'x; x=y'],
    ['with broken percent-encoding', '%zz'],
  ])('is rejected when its value is %s', async (_what, value) => {
    const answer = await acme.send('GET', '/api/v1/me', { cookie: `${name}=${value}` });
    expectError(answer, 401, 'authentication_required');
  });

  const change = (headers: Headers) =>
    acme.app.server.inject({
      method: 'POST',
      url: '/api/v1/me/tokens',
      headers: { host: `acme-corp.${base.host}`, cookie, 'content-type': 'application/json', ...headers },
      payload: '{"name":"made with the cookie"}',
    });
  const names = async () => (await acme.send('GET', '/api/v1/me/tokens', { cookie })).body.tokens.length;

  it.each<[string, Headers]>([
    ['a correct Origin', { origin: own }],
    ['a correct Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
    ['both correct', { origin: own, 'sec-fetch-site': 'same-origin' }],
  ])('allows a change with %s', async (_what, headers) => {
    expect((await change(headers)).statusCode).toBe(201);
  });

  it.each<[string, Headers]>([
    ['neither header', {}],
    ['only a Referer', { referer: `${own}/settings` }],
    ['Origin null', { origin: 'null' }],
    ['Origin empty', { origin: '' }],
    ["another organization's Origin", { origin: `${base.protocol}//other-corp.${base.host}` }],
    ['the bare domain as Origin', { origin: base.origin }],
    ['the other scheme', { origin: own.replace(/^https?/, secure ? 'http' : 'https') }],
    ['another port', { origin: `${base.protocol}//acme-corp.${base.hostname}:8081` }],
    ['an Origin with the same beginning', { origin: `${own}.evil.example` }],
    ['an Origin with a path', { origin: `${own}/` }],
    ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site none', { 'sec-fetch-site': 'none' }],
    ['a correct Origin and a wrong Sec-Fetch-Site', { origin: own, 'sec-fetch-site': 'cross-site' }],
    [
      'a wrong Origin and a correct Sec-Fetch-Site',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('prevents a change with %s', async (_what, headers) => {
    const before = await names();
    const answer = await change(headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross_site_request']);
    expect(await names()).toBe(before);
  });

  it('is the only credential that needs an Origin: no browser sends a token by itself', async () => {
    const answer = await change({
      cookie: '',
      authorization: `Bearer ${acme.adminToken}`,
      origin: 'https://evil.example',
    });
    expect(answer.statusCode).toBe(201);
  });

  it('needs no Origin for reading', async () => {
    for (const method of ['GET', 'HEAD'])
      expect((await acme.send(method, '/api/v1/me', { headers: { cookie } })).status).toBe(200);
  });

  it('cannot be set or cleared by another site', async () => {
    const body = { email: acme.admin.email, password };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const signIn = await acme.send('POST', '/api/v1/auth/login', { body, headers });
      expectError(signIn, 403, 'cross_site_request');
      const signOut = await acme.send('POST', '/api/v1/auth/logout', { headers: { cookie, ...headers } });
      expectError(signOut, 403, 'cross_site_request');
    }
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
  });
});
