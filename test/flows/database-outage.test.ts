import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/client.ts';
import { databaseKind } from '../support/databases/database.ts';
import { PostgresServer } from '../support/databases/postgres-server.ts';
import { query } from '../support/databases/sql.ts';
import { ServerProcess } from '../support/servers/server-process.ts';

const slug = 'acme-corp';
const admin = { email: 'ada@acme.test', name: 'Ada', password: 'a long enough password' };

describe.runIf(databaseKind === 'postgres')('PostgreSQL outages', () => {
  let postgres: PostgresServer;
  let server: ServerProcess;
  let token: string;
  let cookie: string;
  const url = () => postgres.url('postgres');
  beforeAll(async () => {
    postgres = await PostgresServer.create();
    await postgres.stop();
    server = await ServerProcess.start({ databaseUrl: url() });
  });
  afterAll(async () => {
    await server.end();
    await postgres.destroy();
  });

  const me = () => server.send('GET', '/api/v1/me', { token });

  it('waits for PostgreSQL at start, returns 503 meanwhile, and then serves without a restart', async () => {
    await server.untilStatus(503);
    expect((await server.send('GET', '/healthz')).status).toBe(200);
    for (const path of ['/api/v1/me', '/nothing', '/openapi.json']) {
      const answer = await server.send('GET', path);
      expectError(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toBe('2');
    }
    await postgres.start();
    await server.untilStatus(200);
    expect(server.setupToken).toMatch(/^spedy_set_/);
    await expect.poll(() => server.output).toContain('The database is available');
  });

  it('accepts the setup and requests once PostgreSQL runs', async () => {
    const body = { token: server.setupToken, organization: { slug, name: 'Acme', plan: 'pro' }, admin };
    expect((await server.send('POST', '/api/v1/setup', { host: 'localhost:3000', body })).status).toBe(201);
    const signIn = await server.send('POST', '/api/v1/auth/login', {
      body: { email: admin.email, password: admin.password },
    });
    cookie = signIn.headers['set-cookie']?.split(';')[0] ?? '';
    const headers = { cookie, origin: `http://${slug}.localhost:3000` };
    const created = await server.send('POST', '/api/v1/me/tokens', { headers, body: { name: 'CI' } });
    token = created.body.token;
    expect((await me()).status).toBe(200);
  });

  it('fails the waiting requests when PostgreSQL stops, keeps running, and recovers', async () => {
    const lock = query(
      url(),
      'begin; lock table sessions, audit_heads in access exclusive mode; select pg_sleep(60)',
    );
    const cut = lock.catch((error: unknown) => error);
    await untilCount(
      2,
      `select count(*)::int as count from pg_locks where granted and mode = 'AccessExclusiveLock'
      and relation in ('sessions'::regclass, 'audit_heads'::regclass)`,
    );
    // One waits in a single query, one in the middle of a transaction.
    const waiting = [
      server.send('GET', '/api/v1/me/sessions', { headers: { cookie } }),
      server.send('POST', '/api/v1/me/tokens', { token, body: { name: 'lost' } }),
    ];
    await untilCount(2, `select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'`);
    // Ends the waiting backends first: a stop also ends the lock's holder, and then a waiter could get the lock.
    await query(
      url(),
      `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'`,
    );
    await postgres.stop();
    await cut;
    for (const answer of await Promise.all(waiting)) expectError(answer, 503, 'unavailable');
    // The cache is valid for a second at most.
    await expect.poll(async () => (await me()).status, { timeout: 1_500, interval: 20 }).toBe(503);
    for (let times = 0; times < 3; times += 1) {
      const answer = await me();
      expectError(answer, 503, 'unavailable');
      expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    }
    expect((await server.send('GET', '/readyz')).status).toBe(503);
    expect((await server.send('GET', '/healthz')).status).toBe(200);
    const report = { host: 'anywhere.test', body: { tokens: [token] } };
    expectError(await server.send('POST', '/api/v1/leaked-tokens', report), 503, 'unavailable');

    await postgres.start();
    await server.untilStatus(200);
    expect((await me()).status).toBe(200);
    const { tokens } = (await server.send('GET', '/api/v1/me/tokens', { token })).body;
    expect(tokens.map((one: { name: string }) => one.name)).toEqual(['CI']);
  });

  it('opens a new connection after PostgreSQL closes every idle one', async () => {
    await query(
      url(),
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    await expect.poll(async () => (await me()).status).toBe(200);
    expect(server.isRunning).toBe(true);
  });

  it('returns 503 while PostgreSQL accepts no more connections, and recovers', async () => {
    await query(url(), 'create role guest login');
    const limited = await ServerProcess.start({
      databaseUrl: url().replace('postgres@', 'guest@'),
    });
    try {
      await query(url(), 'grant all on all tables in schema public to guest');
      await query(url(), 'grant create on schema public to guest');
      await limited.untilStatus(200);
      await query(url(), 'alter role guest connection limit 0');
      await query(url(), `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'guest'`);
      await limited.untilStatus(503);
      expectError(await limited.send('GET', '/api/v1/me', { token }), 503, 'unavailable');
      await query(url(), 'alter role guest connection limit -1');
      await limited.untilStatus(200);
      expect((await limited.send('GET', '/api/v1/me', { token })).status).toBe(200);
    } finally {
      await limited.end();
    }
  });

  it('stops with exit code 0 during an outage', async () => {
    await postgres.stop();
    server.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(server.errors).toBe('');
    expect(server.output).not.toContain(token);
  });

  async function untilCount(count: number, statement: string): Promise<void> {
    const counted = async () => (await query<{ count: number }>(url(), statement))[0]?.count;
    await expect.poll(counted, { timeout: 10_000 }).toBe(count);
  }
});
