import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { PostgresServer } from '../../support/databases/postgres-server.ts';
import { query } from '../../support/databases/sql.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { ServerHere } from '../../support/servers/server-here.ts';

/** A primary that answers queries, and whose commits wait for a standby that is not there. */
describe.runIf(databaseKind === 'postgres')('a missing synchronous standby', () => {
  let postgres: PostgresServer;
  let server: ServerHere;
  let token: string;
  beforeAll(async () => {
    postgres = await PostgresServer.create({ settings: ['synchronous_commit=on'] });
    await postgres.createDatabase('app');
    const databaseUrl = postgres.url('app');
    server = await ServerHere.start(databaseUrl);
    await server.untilStatus(200);
    const spedy = async (line: string) =>
      expectResult(await spedyOn(databaseUrl)([...line.split(' '), '--json']));
    await spedy('org create acme-corp --name Acme --plan pro --admin-email ada@acme.test');
    token = (await spedy('token create --org acme-corp --email ada@acme.test --name Admin')).token;
  });
  afterAll(async () => {
    await server.close();
    await postgres.destroy();
  });

  const sql = (text: string) => query<{ count: number }>(postgres.url('app'), text);
  const requireStandby = async (name: string) => {
    await sql(`alter system set synchronous_standby_names = '${name}'`);
    await sql('select pg_reload_conf()');
    // A reload takes effect when each process next looks.
    await expect
      .poll(() => sql(`select 1 where current_setting('synchronous_standby_names') = '${name}'`))
      .toHaveLength(1);
  };
  const create = (name: string) => server.send('POST', '/api/v1/me/tokens', { token, body: { name } });
  const waiting = `select pid from pg_stat_activity where wait_event = 'SyncRep'`;

  it('makes the server not ready, and acknowledges nothing, also not what others already see', async () => {
    const { id } = (await create('revoked without a standby')).body;
    const revoke = () => server.send('DELETE', `/api/v1/me/tokens/${id}`, { token });
    await requireStandby('nobody');
    try {
      await server.untilStatus(503);
      for (const answer of [await create('waits'), await revoke()]) {
        expectError(answer, 503, 'unavailable');
        expect(answer.body.message).toMatch(/Check whether it was saved/);
      }
      // The token is not active any more, but a failover would bring it back.
      expectError(await revoke(), 503, 'unavailable');
      expect((await server.send('GET', '/api/v1/me', { token })).status).toBe(200);
    } finally {
      await requireStandby('');
    }
    await server.untilStatus(200);
    expect((await revoke()).status).toBe(404);
    expect((await create('after')).status).toBe(201);
  });

  it('acknowledges no change whose wait for the standby was canceled', async () => {
    await requireStandby('nobody');
    try {
      const answer = create('canceled');
      await expect.poll(() => sql(waiting)).toHaveLength(1);
      await sql(`select pg_cancel_backend(pid) from (${waiting}) as waiting`);
      expectError(await answer, 503, 'unavailable');
      expect((await answer).body.message).toMatch(/Check whether it was saved/);
    } finally {
      await requireStandby('');
    }
    await server.untilStatus(200);
  });

  it('counts transactions that are read-only as not ready, and still reads', async () => {
    await sql('alter system set default_transaction_read_only = on');
    await sql('select pg_reload_conf()');
    try {
      await server.untilStatus(503);
      await expect.poll(async () => (await create('read-only')).status).toBe(503);
      expect((await server.send('GET', '/api/v1/me', { token })).status).toBe(200);
    } finally {
      await sql('alter system reset default_transaction_read_only');
      await sql('select pg_reload_conf()');
    }
    await server.untilStatus(200);
    await expect.poll(async () => (await create('writable')).status).toBe(201);
  });
});
