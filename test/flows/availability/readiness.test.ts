import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../../../src/credentials/hash.ts';
import { expectError } from '../../support/client.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { DatabaseProxy } from '../../support/databases/database-proxy.ts';
import { PostgresServer } from '../../support/databases/postgres-server.ts';
import { query } from '../../support/databases/sql.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { ServerHere } from '../../support/servers/server-here.ts';

/** More than one organization's share of the pool, so that every connection is used. */
const burst = 16;

/** What `/readyz` says must be what requests get, after each way of losing the database and finding it again. */
describe.runIf(databaseKind === 'postgres')('readiness', () => {
  let postgres: PostgresServer;
  let proxy: DatabaseProxy;
  let server: ServerHere;
  let token: string;
  beforeAll(async () => {
    postgres = await PostgresServer.create();
    await postgres.createDatabase('app');
    proxy = await DatabaseProxy.to(postgres.port);
    const spedy = async (line: string) =>
      expectResult(await spedyOn(postgres.url('app'))([...line.split(' '), '--json']));
    await spedy('org create acme-corp --name Acme --plan pro --admin-email ada@acme.test');
    token = (await spedy('token create --org acme-corp --email ada@acme.test --name Admin')).token;
    server = await ServerHere.start(proxy.through(postgres.url('app')), { SPEDY_CACHE_SIZE: '0' });
  });
  afterEach(async () => {
    proxy.restore();
    await server.untilStatus(200);
  });
  afterAll(async () => {
    await server.close();
    await proxy.close();
    await postgres.destroy();
  });

  const write = () => server.send('POST', '/api/v1/me/tokens', { token, body: { name: 'CI' } });
  const statusesOf = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, write))).map(({ status }) => status);
  const created = (count: number) => Array(count).fill(201);
  const openAllConnections = async () => expect(await statusesOf(burst)).toEqual(created(burst));

  it('is back when all connections work, and not when one of them does', async () => {
    await openAllConnections();
    // As when a firewall forgets them: nobody is told, and new connections work.
    proxy.leaveHalfOpen();
    await server.untilStatus(503);
    await server.untilStatus(200);
    expect(await statusesOf(burst)).toEqual(created(burst));
  });

  it('is back although connections that were attempted meanwhile never get an answer', async () => {
    await openAllConnections();
    proxy.silence();
    const failing = statusesOf(burst);
    await server.untilStatus(503);
    expect(new Set(await failing)).toEqual(new Set([503]));
    // These requests wait for new connections.
    expect(new Set(await statusesOf(burst))).toEqual(new Set([503]));
    proxy.leaveHalfOpen();
    proxy.restore();
    await server.untilStatus(200);
    expect(await statusesOf(burst)).toEqual(created(burst));
  });

  it('needs look-ups as well as commits', async () => {
    expect((await write()).status).toBe(201);
    proxy.silenceEach(hashSecret(token));
    const waiting = server.send('GET', '/api/v1/me', { token });
    await expect.poll(() => proxy.silenced).toBeGreaterThan(0);
    await server.untilStatus(503);
    expectError(await waiting, 503, 'unavailable');
  });

  it('does not give up connections that answer while a statement waits for a lock', async () => {
    await openAllConnections();
    const pids = async () => {
      const text = `select pid from pg_stat_activity where datname = 'app' and application_name = ''`;
      return (await query<{ pid: number }>(postgres.url('postgres'), text)).map(({ pid }) => pid);
    };
    const holder = new Client({ connectionString: postgres.url('app'), application_name: 'holder' });
    await holder.connect();
    await holder.query('begin; lock table access_tokens in share mode');
    const before = await pids();
    expectError(await write(), 503, 'unavailable');
    await holder.query('rollback');
    await holder.end();
    expect((await write()).status).toBe(201);
    const after = new Set(await pids());
    const kept = before.filter((pid) => after.has(pid));
    expect(kept.length).toBeGreaterThan(before.length / 2);
  });

  it('is lost while the database is read-only, and back afterwards', async () => {
    const setReadOnly = (value: 'on' | 'off') =>
      query(
        postgres.url('postgres'),
        `alter database app set default_transaction_read_only = ${value};
        select pg_terminate_backend(pid) from pg_stat_activity where datname = 'app'`,
      );
    await setReadOnly('on');
    await server.untilStatus(503);
    expectError(await write(), 503, 'unavailable');
    await setReadOnly('off');
    await server.untilStatus(200);
    expect(await statusesOf(burst)).toEqual(created(burst));
  });
});
