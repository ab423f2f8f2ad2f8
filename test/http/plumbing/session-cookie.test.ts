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

  it('is for this host, hidden from scripts, and Secure on https', async () => {
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

  it('lets in, at its own host alone and under its own name alone', async () => {
    expect((await acme.send('GET', '/api/v1/me', { cookie })).status).toBe(200);
    for (const at of ['other-corp', null])
      expectError(await acme.send('GET', '/api/v1/me', { cookie, at }), 401, 'authentication_required');
    const other = cookie.replace(name, secure ? 'spedy_session' : '__Host-spedy_session');
    expectError(await acme.send('GET', '/api/v1/me', { cookie: other }), 401, 'authentication_required');
  });

  it.each([
    ['empty', ''],
    ['cut short', 'spedy_ses_abc'],
    ['of another form', 'x; x=y'],
    ['with broken percent-encoding', '%zz'],
  ])('a value that is %s is no session', async (_what, value) => {
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
    ['Origin', { origin: own }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin' }],
    ['both', { origin: own, 'sec-fetch-site': 'same-origin' }],
  ])('a change with %s right is made', async (_what, headers) => {
    expect((await change(headers)).statusCode).toBe(201);
  });

  it.each<[string, Headers]>([
    ['neither header', {}],
    ['a Referer alone', { referer: `${own}/settings` }],
    ['Origin null', { origin: 'null' }],
    ['Origin empty', { origin: '' }],
    ["another organization's Origin", { origin: `${base.protocol}//other-corp.${base.host}` }],
    ['the bare domain as Origin', { origin: base.origin }],
    ['the other scheme', { origin: own.replace(/^https?/, secure ? 'http' : 'https') }],
    ['another port', { origin: `${base.protocol}//acme-corp.${base.hostname}:8081` }],
    ['an Origin that begins alike', { origin: `${own}.evil.example` }],
    ['an Origin with a path', { origin: `${own}/` }],
    ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site none', { 'sec-fetch-site': 'none' }],
    ['Origin right, Sec-Fetch-Site wrong', { origin: own, 'sec-fetch-site': 'cross-site' }],
    [
      'Origin wrong, Sec-Fetch-Site right',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('a change with %s is refused and not made', async (_what, headers) => {
    const before = await names();
    const answer = await change(headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross_site_request']);
    expect(await names()).toBe(before);
  });

  it('a token needs no Origin: no browser sends it by itself', async () => {
    const answer = await change({
      cookie: '',
      authorization: `Bearer ${acme.adminToken}`,
      origin: 'https://evil.example',
    });
    expect(answer.statusCode).toBe(201);
  });

  it('reading needs no Origin', async () => {
    for (const method of ['GET', 'HEAD'])
      expect((await acme.send(method, '/api/v1/me', { headers: { cookie } })).status).toBe(200);
  });

  it('another site cannot sign a visitor in, or out', async () => {
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
