import { once } from 'node:events';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/databases/database.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { spawnServer } from '../support/servers/command-line.ts';
import { ask } from '../support/servers/requests.ts';

describe('starting a server', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());
  const start = async (env: Record<string, string>) =>
    spawnServer({ DATABASE_URL: database.url, PORT: String(await freePort()), ...env });
  const expectRefusedAddress = async (env: Record<string, string>) => {
    const { exitCode, stdout, stderr } = await (await start(env)).ended;
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('/setup?token=');
    expect(stderr).toMatch(/^Cannot listen on [^\n]+\n$/);
    return stderr;
  };

  it.each([
    ['an address of another machine', '203.0.113.9', 'this machine does not have the address. Set HOST'],
    ['an IPv6 address of another machine', '2001:db8::9', 'this machine does not have the address. Set HOST'],
    [
      'a name without an address',
      'no-such-host.invalid',
      'the name no-such-host.invalid has no address. Set HOST',
    ],
  ])('stops with one line for %s', async (_what, HOST, line) => {
    expect(await expectRefusedAddress({ HOST })).toContain(line);
    expect(
      await expectRefusedAddress({ SPEDY_METRICS_HOST: HOST, SPEDY_METRICS_PORT: String(await freePort()) }),
    ).toContain(line.replace('HOST', 'SPEDY_METRICS_HOST'));
  });

  it('stops if another program uses the port, and prints no setup link', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const PORT = String(typeof address === 'object' && address?.port);
    expect(await expectRefusedAddress({ PORT })).toContain(
      'another program is using this port. Stop it, or set PORT.',
    );
    expect(await expectRefusedAddress({ SPEDY_METRICS_PORT: PORT })).toContain('set SPEDY_METRICS_PORT.');
    other.close();
  });

  it('takes no connections of a server on the other address of localhost', async () => {
    const PORT = String(await freePort());
    const [address, other] = ['127.0.0.1', '127.0.0.2'];
    const first = await start({ PORT, HOST: other });
    await first.untilPrinted(/Server listening/);
    const code = twoAddresses(address, other);
    const second = await start({ PORT, HOST: 'localhost', NODE_OPTIONS: `--import=${code}` });
    await second.untilPrinted(/Server listening/);
    const answers = (host: string) =>
      fetch(`http://${host}:${PORT}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect([await answers(address), await answers(other)]).toEqual([true, true]);
    await first.stop();
    expect([await answers(address), await answers(other)]).toEqual([true, false]);
    await second.stop();
  });

  it('warns about unknown settings with a suggestion, and about http on other machines', async () => {
    const server = await start({
      SPEDY_BASEURL: 'https://spedy.test',
      SPEDY_RATELIMIT: '5',
      SPEDY_BASE_URL: 'http://spedy.invalid:3000',
      SPEDY_TOKEN: 'of a script',
      SPEDY_LDAP_SERVER: 'ldap://127.0.0.1',
    });
    await server.untilPrinted(/cookies are not Secure/);
    await server.untilPrinted(/Server listening/);
    const warnings = (await server.stop()).stdout
      .split('\n')
      .filter((line) => line.startsWith('{"level":40'));
    const messages = warnings
      .map((line) => JSON.parse(line).msg)
      // A slow machine says so too.
      .filter((message) => !message.startsWith('Preparing the database takes long'))
      .sort();
    expect(messages).toEqual([
      'SPEDY_BASEURL is not a setting and is ignored; did you mean SPEDY_BASE_URL?',
      expect.stringMatching(/^SPEDY_BASE_URL is http, and spedy\.invalid is not limited to this machine/),
      'SPEDY_LDAP_SERVER is not a setting and is ignored',
      'SPEDY_RATELIMIT is not a setting and is ignored; did you mean SPEDY_RATE_LIMIT?',
    ]);
  });

  it('serves metrics only on loopback unless SPEDY_METRICS_HOST is set', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    const metrics = async (host: string, port: number) => {
      const answer = await fetch(`http://${host}:${port}/metrics`).catch(() => null);
      return answer === null ? 'refused' : answer.status;
    };
    for (const [host, expected] of [
      [null, 'refused'],
      ['0.0.0.0', 200],
    ] as const) {
      const port = await freePort();
      const settings = host === null ? {} : { SPEDY_METRICS_HOST: host };
      const server = await start({ HOST: '0.0.0.0', SPEDY_METRICS_PORT: String(port), ...settings });
      await server.untilPrinted(/Server listening/);
      expect(await metrics('127.0.0.1', port)).toBe(200);
      if (own !== undefined) expect(await metrics(own, port)).toBe(expected);
      await server.stop();
    }
  });

  it('logs the host of each request, and the reason of a rejected one', async () => {
    const PORT = String(await freePort());
    // Prepared, so that the server answers as soon as it listens.
    const prepared = await createTestDatabase();
    const server = await start({ PORT, DATABASE_URL: prepared.url });
    await server.untilPrinted(/Server listening/);
    const body = { email: 'a@b.test', password: 'x' };
    const origin = 'https://evil.example';
    await ask(Number(PORT), '/api/v1/auth/login', {
      method: 'POST',
      body,
      headers: { host: `localhost:${PORT}`, origin },
    });
    await ask(Number(PORT), '/api/v1/me', { headers: { host: 'expected.test' } });
    await ask(Number(PORT), '/%zz', { headers: { host: `localhost:${PORT}` } });
    await ask(Number(PORT), '/healthz', { headers: { host: `localhost:${PORT}` } });
    const { stdout } = await server.stop();
    await prepared.drop();
    const lines = stdout.split('\n').filter((line) => line.includes('"msg":"request"'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        host: `localhost:${PORT}`,
        status: 403,
        code: 'cross_site_request',
        reason: `Origin ${origin}, Sec-Fetch-Site none; expected http://localhost:${PORT}`,
      },
      { host: 'expected.test', path: '/api/v1/me', status: 404, code: 'organization_not_found' },
      { host: `localhost:${PORT}`, path: '/%zz', status: 400, code: 'bad_request' },
      { host: `localhost:${PORT}`, status: 200 },
    ]);
    expect(JSON.parse(lines[3] ?? '')).not.toHaveProperty('code');
  });
});

/** Returns a module after which localhost has two addresses, as on machines with IPv6. */
function twoAddresses(...addresses: readonly string[]): string {
  const program = `import dns from 'node:dns';
    import promises from 'node:dns/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const all = ${JSON.stringify(addresses)}.map((address) => ({ address, family: 4 }));
    const { lookup } = dns;
    dns.lookup = (host, options, done) => {
      if (host !== 'localhost') return lookup(host, options, done);
      return options.all ? done(null, all) : done(null, all[0].address, 4);
    };
    promises.lookup = async (host, options) => (options?.all ? all : all[0]);
    syncBuiltinESMExports();`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
