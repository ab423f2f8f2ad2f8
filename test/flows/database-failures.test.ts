import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/client.ts';
import { databaseKind } from '../support/databases/database.ts';
import { DatabaseProxy } from '../support/databases/database-proxy.ts';
import { PostgresServer } from '../support/databases/postgres-server.ts';
import { query } from '../support/databases/sql.ts';
import { ServerProcess } from '../support/servers/server-process.ts';

const admin = { email: 'ada@acme.test', name: 'Ada', password: 'a long enough passphrase' };

/**
 * Every way in which pg can fail to connect, to wait, to read and to disconnect. None is the request's fault: each
 * one gives 503, whatever its message says, and ends with its cause.
 */
describe.runIf(databaseKind === 'postgres')('PostgreSQL failures', () => {
  let postgres: PostgresServer;
  let proxy: DatabaseProxy;
  let server: ServerProcess;
  let token: string;
  beforeAll(async () => {
    postgres = await PostgresServer.create();
    await asAdministrator('create role app login');
    await asAdministrator('create database app owner app');
    proxy = await DatabaseProxy.to(postgres.port);
    server = await start(proxy.through(appUrl()));
    await server.untilStatus(200);
    const organization = { slug: 'acme-corp', name: 'Acme', plan: 'pro' };
    const body = { token: server.setupToken, organization, admin };
    await server.send('POST', '/api/v1/setup', { host: 'localhost:3000', body });
    const headers = { origin: 'http://acme-corp.localhost:3000' };
    const signIn = await server.send('POST', '/api/v1/auth/login', {
      headers,
      body: { email: admin.email, password: admin.password },
    });
    const cookie = signIn.headers['set-cookie']?.split(';')[0] ?? '';
    const created = await server.send('POST', '/api/v1/me/tokens', {
      headers: { ...headers, cookie },
      body: { name: 'CI' },
    });
    token = created.body.token;
  });
  afterEach(async () => {
    proxy.restore();
    await server.untilStatus(200);
  });
  afterAll(async () => {
    await server.end();
    await proxy.close();
    await postgres.destroy();
  });

  const start = (databaseUrl: string) =>
    ServerProcess.start({ databaseUrl, env: { LOG_LEVEL: 'fatal', SPEDY_CACHE_SIZE: '0' } });
  const appUrl = () => postgres.url('app').replace('postgres@', 'app@');
  const asAdministrator = (text: string) => query(postgres.url('postgres'), text);
  const inApp = (text: string) => query(postgres.url('app'), text);
  const cutSessions = `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`;

  const read = (path = '/api/v1/organization/tokens') => server.send('GET', path, { token });
  const write = (name = 'x') => server.send('POST', '/api/v1/me/tokens', { token, body: { name } });

  /** Waits for the failure, and expects it from every kind of request. */
  async function expectUnavailable(): Promise<void> {
    await server.untilStatus(503);
    const answers = await Promise.all([read(), read('/api/v1/me'), write(), server.send('GET', '/readyz')]);
    for (const answer of answers) expectError(answer, 503, 'unavailable');
    for (const { text } of answers) expect(text).not.toMatch(/postgres|app"|ECONN|timeout|SQL/i);
  }

  async function expectRecovered(): Promise<void> {
    await server.untilStatus(200);
    await expect
      .poll(async () => [(await read()).status, (await write()).status], { timeout: 10_000 })
      .toEqual([200, 201]);
  }

  it.each<[string, () => unknown, () => unknown]>([
    ['refuses connections', () => postgres.stop(), () => postgres.start()],
    ['resets every connection', () => proxy.reset(), () => proxy.restore()],
    ['stops answering', () => proxy.silence(), () => proxy.restore()],
    ['is frozen', () => postgres.freeze(), () => postgres.thaw()],
    [
      'accepts no more connections',
      () => asAdministrator(`alter role app connection limit 0; ${cutSessions}`),
      () => asAdministrator('alter role app connection limit -1'),
    ],
    [
      'refuses to authenticate',
      () => asAdministrator(`alter role app nologin; ${cutSessions}`),
      () => asAdministrator('alter role app login'),
    ],
    [
      'has lost the database',
      () =>
        asAdministrator(`alter role app nologin; ${cutSessions}`).then(() =>
          asAdministrator('alter database app rename to lost; alter role app login'),
        ),
      () => asAdministrator('alter database lost rename to app'),
    ],
    [
      'allows no connection to the database',
      () => asAdministrator(`alter database app allow_connections false; ${cutSessions}`),
      () => asAdministrator('alter database app allow_connections true'),
    ],
  ])('returns 503 while PostgreSQL %s, and recovers afterwards', async (_what, fail, repair) => {
    await expectRecovered();
    try {
      await fail();
      await expectUnavailable();
    } finally {
      await repair();
    }
    await expectRecovered();
  });

  it.each<[string, () => unknown]>([
    ['terminates every session', () => asAdministrator(cutSessions)],
    ['restarts', () => postgres.stop().then(() => postgres.start())],
    ['leaves connections half-open', () => proxy.leaveHalfOpen()],
  ])('loses at most the running requests when PostgreSQL %s', async (_what, fail) => {
    await expectRecovered();
    await fail();
    const answers = await Promise.all([read(), write(), read('/api/v1/me'), write(), read()]);
    for (const answer of answers) if (answer.status >= 400) expectError(answer, 503, 'unavailable');
    await expectRecovered();
  });

  it('reads from a database that is read-only after a failover, and returns 503 for changes', async () => {
    await asAdministrator(`alter database app set default_transaction_read_only = on; ${cutSessions}`);
    try {
      await expect.poll(async () => (await write()).status).toBe(503);
      expectError(await write(), 503, 'unavailable');
      expect((await read()).status).toBe(200);
    } finally {
      await asAdministrator('alter database app set default_transaction_read_only = off');
    }
    await expectRecovered();
  });

  // Errors that the database server reports in the middle of a statement.
  it.each([
    ['the disk is full', '53100'],
    ['out of memory', '53200'],
    ['too many connections', '53300'],
    ['a file cannot be read', '58030'],
    ['it is shutting down', '57P01'],
    ['it has crashed', '57P02'],
    ['it is starting up', '57P03'],
    ['the statement was cancelled', '57014'],
    ['the connection failed', '08006'],
    ['a lock is not available', '55P03'],
    ['every attempt ends in a deadlock', '40P01'],
    ['every attempt fails to serialize', '40001'],
  ])('returns 503 when PostgreSQL reports: %s (%s)', async (_what, code) => {
    await inApp(`create or replace function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'an uninformative message' using errcode = '${code}'; end $$;
      create or replace trigger refuse before insert on access_tokens for each row execute function refuse()`);
    const answer = await write();
    await inApp('drop trigger refuse on access_tokens');
    expectError(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toBe('2');
    await expectRecovered();
  });

  it('returns 500 for an error of the statement itself that sounds like an outage', async () => {
    await inApp(`create or replace function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'connection terminated: timeout expired'; end $$;
      create or replace trigger refuse before insert on access_tokens for each row execute function refuse()`);
    const answer = await write();
    await inApp('drop trigger refuse on access_tokens');
    expectError(answer, 500, 'internal_error');
  });

  it.each([
    ['a host name that does not resolve', 'postgres://app@nowhere.invalid:5432/app'],
    ['a server without TLS when TLS is required', () => `${appUrl()}?sslmode=require`],
    ['a server of another protocol', () => `postgres://app@127.0.0.1:${server.port}/app`],
  ])('waits for %s', async (_what, url) => {
    const waiting = await start(typeof url === 'string' ? url : url());
    try {
      await waiting.untilStatus(503);
      expectError(await waiting.send('GET', '/api/v1/me', { token }), 503, 'unavailable');
      expect(waiting.isRunning).toBe(true);
    } finally {
      await waiting.end();
    }
  });

  it('returns 503 in time when a statement waits for a lock, and cancels the statement', async () => {
    await expectRecovered();
    const holding = inApp(
      'begin; lock table access_tokens in access exclusive mode; select pg_sleep(30)',
    ).catch(() => {});
    const waiting = async () => {
      const [row] = await query<{ waiting: number }>(
        postgres.url('postgres'),
        `select count(*)::int as waiting from pg_stat_activity where usename = 'app' and wait_event_type = 'Lock'`,
      );
      return row?.waiting;
    };
    await expect
      .poll(
        () =>
          query(
            postgres.url('postgres'),
            `select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted and database = (select oid from pg_database where datname = 'app')`,
          ),
        { timeout: 10_000 },
      )
      .toHaveLength(1);
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all([write(), write(), read(), read(), read('/api/v1/me')]);
      for (const answer of answers.slice(0, 4)) expectError(answer, 503, 'unavailable');
    }
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
    await asAdministrator(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and usename = 'postgres' and pid <> pg_backend_pid()`,
    );
    await holding;
    await expectRecovered();
  });

  it('says that a change may have been made if PostgreSQL is lost during its commit', async () => {
    await expectRecovered();
    proxy.silenceAfter('commit\0', 'perhaps');
    const answer = await write('perhaps');
    expectError(answer, 503, 'unavailable');
    expect(answer.body.message).toContain('Check whether it was saved');
    proxy.restore();
    await server.untilStatus(200);
    const { tokens } = (await server.send('GET', '/api/v1/me/tokens', { token })).body;
    expect(tokens.map(({ name }: { name: string }) => name)).toContain('perhaps');
  });

  it('says that a change may have been made if PostgreSQL is lost after its commit, before it is durable', async () => {
    await expectRecovered();
    proxy.cutAfterAnswer('COMMIT\0', 'not durable');
    const answer = await write('not durable');
    expectError(answer, 503, 'unavailable');
    expect(answer.body.message).toContain('Check whether it was saved');
    // The other connections still work: none of them can confirm a change of this one.
    expect((await read()).status).toBe(200);
    await expectRecovered();
  });

  it('makes no change if PostgreSQL is lost before its commit', async () => {
    await expectRecovered();
    proxy.silenceAfter('begin');
    const answer = await write('never');
    expectError(answer, 503, 'unavailable');
    expect(answer.body.message).toBe('Temporarily unavailable. Try again in a few seconds.');
    proxy.reset();
    proxy.restore();
    await server.untilStatus(200);
    const { tokens } = (await server.send('GET', '/api/v1/me/tokens', { token })).body;
    expect(tokens.map(({ name }: { name: string }) => name)).not.toContain('never');
  });
});
