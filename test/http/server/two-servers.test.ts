import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acme, createAcme, type Member, password } from '../../support/world.ts';

/** The cookies that a browser stores for one host: by name, for all ports (RFC 6265 8.5). */
class CookieJar {
  readonly #cookies = new Map<string, string>();

  store(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

describe.each([
  { scheme: 'http', ports: [':3000', ':4000'] },
  { scheme: 'http', ports: ['', ':3000'] },
  { scheme: 'https', ports: ['', ':8443'] },
])('two servers on one host, $scheme at $ports', ({ scheme, ports }) => {
  const servers: { acme: Acme; host: string; origin: string }[] = [];
  beforeAll(async () => {
    for (const port of ports) {
      const host = `spedy.test${port}`;
      const origin = `${scheme}://${host}`;
      servers.push({
        acme: await createAcme({ baseUrl: origin, defaultOrganization: 'acme-corp' }),
        host,
        origin,
      });
    }
  });
  afterAll(() => Promise.all(servers.map(({ acme }) => acme.close())));

  const ask = async (server: number, jar: CookieJar, method: 'GET' | 'POST', url: string, body?: object) => {
    const { acme, host, origin } = servers[server] ?? expect.unreachable();
    const answer = await acme.app.server.inject({
      method,
      url,
      headers: { host, origin, cookie: jar.header },
      ...(body === undefined ? {} : { body }),
    });
    jar.store([answer.headers['set-cookie'] ?? []].flat());
    return answer;
  };
  const signIn = (server: number, jar: CookieJar, { email }: Member) =>
    ask(server, jar, 'POST', '/api/v1/auth/login', { email, password });
  const whoIs = async (server: number, jar: CookieJar): Promise<string | number> => {
    const answer = await ask(server, jar, 'GET', '/api/v1/me');
    return answer.statusCode === 200 ? answer.json().user.email : answer.statusCode;
  };

  it('keep their sessions separate on sign-in and sign-out', async () => {
    const jar = new CookieJar();
    const [one, two] = [servers[0]?.acme ?? expect.unreachable(), servers[1]?.acme ?? expect.unreachable()];
    expect((await signIn(0, jar, one.admin)).statusCode).toBe(200);
    expect((await signIn(1, jar, two.customer)).statusCode).toBe(200);
    expect([await whoIs(0, jar), await whoIs(1, jar)]).toEqual([one.admin.email, two.customer.email]);
    expect((await signIn(0, jar, one.teamMember)).statusCode).toBe(200);
    expect([await whoIs(0, jar), await whoIs(1, jar)]).toEqual([one.teamMember.email, two.customer.email]);
    const signedOut = await ask(0, jar, 'POST', '/api/v1/auth/logout');
    expect(signedOut.statusCode).toBe(204);
    // It would delete the other server's cookies, too.
    expect(signedOut.headers['clear-site-data'] ?? '').not.toMatch(/cookies|\*/);
    expect([await whoIs(0, jar), await whoIs(1, jar)]).toEqual([401, two.customer.email]);
  });
});

describe('one server', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.close());

  it.each([
    ['no cookie', async () => null],
    ['its own session', () => acme.signIn(acme.admin)],
    ['an invalid session', async () => 'spedy_session=planted'],
    ['a session with a wrong checksum', async () => `spedy_session=spedy_ses_${'a'.repeat(38)}`],
  ])('sets the cookie spedy_session when the browser sends %s', async (_what, cookie) => {
    const sent = await cookie();
    const answer = await acme.send('POST', '/api/v1/auth/login', {
      body: { email: acme.admin.email, password },
      headers: sent === null ? {} : { cookie: sent },
    });
    expect(answer.headers['set-cookie']).toMatch(/^spedy_session=spedy_ses_/);
  });
});
