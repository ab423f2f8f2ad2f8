import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { type DatabaseLink, requestsOfEveryKind, timed } from '../../support/databases/database-link.ts';
import { spawnSpedy } from '../../support/servers/command-line.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

/** The time limit of a response while the database does not answer, in milliseconds (SPEC 11). */
const limit = 2_500;
const readyLimit = 2_000;
/** More than the queues of one organization hold, and the time limit of their responses, which one client receives. */
const flood = 1_600;
const floodLimit = 2 * limit;
/** More than the connections in the pool. */
const requestCount = 15;

const start = (databaseUrl: string) => ServerProcess.start({ databaseUrl, env: { LOG_LEVEL: 'silent' } });

/** Tests of a server whose PostgreSQL stops answering. */
export function answersInTime(openLink: (databaseUrl: string) => Promise<DatabaseLink>): void {
  let acme: Acme;
  let cookie: string;
  let link: DatabaseLink;
  let server: ServerProcess;
  beforeAll(async () => {
    acme = await createAcme();
    cookie = await acme.signIn(acme.admin);
    link = await openLink(acme.databaseUrl);
    server = await start(link.databaseUrl);
    await server.untilStatus(200);
  });
  afterEach(async () => {
    link.restore();
    if (server.isRunning) await server.untilStatus(200);
  });
  afterAll(async () => {
    await server.end();
    await link.close();
    await acme.close();
  });

  it('returns 503 in time for every kind of request, and recovers without a restart', async () => {
    const requests = requestsOfEveryKind(server, acme, cookie);
    // Opens the connections that then stop answering.
    for (const send of Object.values(requests)) expect((await send()).status).toBeLessThan(500);
    link.silence();
    // The cache is valid for a second at most.
    await server.untilStatus(503);
    // In the first round the open connections hang; in the second the new ones do.
    for (let round = 0; round < 2; round += 1) {
      const answers = Object.entries(requests).map(async ([name, send]) => ({
        name,
        ...(await timed(send())),
      }));
      const ready = await timed(server.send('GET', '/readyz'));
      expect(ready.status).toBe(503);
      expect(ready.milliseconds).toBeLessThan(readyLimit);
      expect((await server.send('GET', '/healthz')).status).toBe(200);
      for (const answer of await Promise.all(answers)) {
        expect([answer.name, answer.status, answer.headers['retry-after']]).toEqual([answer.name, 503, '2']);
        expect(answer.milliseconds, answer.name).toBeLessThan(limit);
      }
    }
    link.restore();
    await server.untilStatus(200);
    for (const [name, send] of Object.entries(requests))
      expect([name, (await send()).status < 500]).toEqual([name, true]);
  });

  it('lets pages of other origins read the 503', async () => {
    const headers = { origin: 'https://app.example' };
    const { adminToken: token } = acme;
    link.silence();
    await server.untilStatus(503);
    const calls = [
      ['GET', '/api/v1/me', { token }],
      ['POST', '/api/v1/me/tokens', { token, body: { name: 'lost' } }],
      ['POST', '/api/v1/oauth/register', { body: { redirect_uris: ['https://app.test/callback'] } }],
      ['GET', '/.well-known/oauth-authorization-server', { host: 'other.localhost:3000' }],
    ] as const;
    const check = async ([method, path, call]: (typeof calls)[number]) => {
      const ask = (more: object) => server.send(method, path, { ...call, ...more });
      const [answer, own] = await Promise.all([ask({ headers }), ask({})]);
      expect([path, answer.status, answer.headers['access-control-allow-origin']]).toEqual([path, 503, '*']);
      expect(answer.headers['access-control-expose-headers']).toContain('Retry-After');
      expect(own.headers).not.toHaveProperty('access-control-allow-origin');
    };
    await Promise.all(calls.map(check));
  });

  it('returns 503 in time to requests that wait for a connection, and loses no connection', async () => {
    const { adminToken: token } = acme;
    const create = () => server.send('POST', '/api/v1/me/tokens', { token, body: { name: 'waiting' } });
    const list = () => server.send('GET', '/api/v1/organization/tokens', { token });
    const all = () =>
      Array.from({ length: requestCount }, (_none, index) => timed(index % 2 ? create() : list()));
    for (let times = 0; times < 2; times += 1) {
      await Promise.all(all());
      link.silence();
      for (const answer of await Promise.all(all())) {
        expectError(answer, 503, 'unavailable');
        expect(answer.milliseconds).toBeLessThan(limit);
      }
      link.restore();
      await server.untilStatus(200);
      const recovered = await Promise.all(all());
      expect(new Set(recovered.map(({ status }) => status))).toEqual(new Set([200, 201]));
    }
  });

  it('answers everything within a bound while its queues are full', async () => {
    const { adminToken: token } = acme;
    const requests = [
      () => server.send('POST', '/api/v1/me/tokens', { token, body: { name: 'waiting' } }),
      () => server.send('GET', '/api/v1/organization/tokens', { token }),
      () => server.send('GET', '/api/v1/me', { token }),
      () => server.send('POST', '/api/v1/auth/login', { body: { email: acme.admin.email, password } }),
    ];
    await Promise.all(requests.map((send) => send()));
    link.silence();
    await server.untilStatus(503);
    const answers = Array.from({ length: flood }, (_none, index) =>
      timed(requests[index % requests.length]?.() ?? Promise.reject(new Error('no request'))),
    );
    const health = await timed(server.send('GET', '/healthz'));
    expect([health.status, health.milliseconds < floodLimit]).toEqual([200, true]);
    for (const answer of await Promise.all(answers)) {
      // Sign-ins of one address are limited, too.
      expect([429, 503]).toContain(answer.status);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.milliseconds).toBeLessThan(floodLimit);
    }
    link.restore();
    await server.untilStatus(200);
    expect((await requests[0]?.())?.status).toBe(201);
  });

  it('ends a command with one clear line', async () => {
    link.silence();
    const began = performance.now();
    const command = ['token', 'create', '--org', 'acme-corp', '--email', acme.admin.email, '--name', 'x'];
    const { ended } = spawnSpedy(command, { DATABASE_URL: link.databaseUrl });
    const { exitCode, stdout, stderr } = await ended;
    expect(performance.now() - began).toBeLessThan(20_000);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^spedy: cannot use the database \([^\n]+\); check that it is running[^\n]+\n$/);
  });

  it('stops with exit code 0 within 10 seconds', async () => {
    const stopping = await start(link.databaseUrl);
    await stopping.untilStatus(200);
    const { adminToken: token } = acme;
    await stopping.send('GET', '/api/v1/me', { token });
    link.silence();
    const running = stopping.send('POST', '/api/v1/me/tokens', { token, body: { name: 'late' } });
    await stopping.untilStatus(503);
    const began = performance.now();
    stopping.kill('SIGTERM');
    expectError(await running, 503, 'unavailable');
    expect(await stopping.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
}
