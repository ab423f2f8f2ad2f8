import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, expectError } from '../../support/client.ts';
import { databaseKind } from '../../support/databases/database.ts';
import { DatabaseProxy } from '../../support/databases/database-proxy.ts';
import { PostgresServer } from '../../support/databases/postgres-server.ts';
import { query } from '../../support/databases/sql.ts';
import { expectResult, spedyOn } from '../../support/servers/command-line.ts';
import { ServerHere } from '../../support/servers/server-here.ts';

const tokensPath = '/api/v1/me/tokens';

/**
 * Two servers behind a proxy that leads to the primary of two PostgreSQL servers with synchronous replication, as HAProxy
 * does. `ops/ha/trial.ts` does the same with Patroni.
 */
describe.runIf(databaseKind === 'postgres')('a failover to a synchronous standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let proxy: DatabaseProxy;
  let servers: readonly [ServerHere, ServerHere];
  let adminToken: string;
  beforeAll(async () => {
    primary = await PostgresServer.create({ settings: ['synchronous_commit=on'] });
    await primary.createDatabase('app');
    standby = await primary.startStandby();
    await onPrimary(`alter system set synchronous_standby_names = '*'`);
    await onPrimary('select pg_reload_conf()');
    proxy = await DatabaseProxy.to(primary.port);
    const databaseUrl = proxy.through(primary.url('app'));
    servers = [await ServerHere.start(databaseUrl), await ServerHere.start(databaseUrl)];
    for (const server of servers) await server.untilStatus(200);
    const admin = 'ada@acme.test';
    const spedy = async (line: string) =>
      expectResult(await spedyOn(databaseUrl)([...line.split(' '), '--json']));
    await spedy(`org create acme-corp --name Acme --plan pro --admin-email ${admin}`);
    adminToken = (await spedy(`token create --org acme-corp --email ${admin} --name Admin`)).token;
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await proxy.close();
    await primary.destroy();
    await standby.destroy();
  });

  const onPrimary = (text: string) => query(primary.url('postgres'), text);
  const me = (server: ServerHere, token: string) => server.send('GET', '/api/v1/me', { token });

  /** Creates tokens and revokes every second one, through both servers in turn, until stopped. */
  function createAndRevoke() {
    const answers: Answer[] = [];
    const created: { readonly id: string; readonly token: string }[] = [];
    const attempted = new Set<string>();
    const revoked = new Set<string>();
    let isStopped = false;
    const send = async (turn: number, ...call: Parameters<ServerHere['send']>) => {
      const server = servers[turn % 2 === 0 ? 0 : 1];
      const answer = await server.send(...call);
      answers.push(answer);
      return answer;
    };
    const work = async () => {
      for (let turn = 0; !isStopped; turn += 1) {
        const { status, body } = await send(turn, 'POST', tokensPath, {
          token: adminToken,
          body: { name: 'CI' },
        });
        if (status !== 201) continue;
        created.push(body);
        if (turn % 2 === 0) continue;
        attempted.add(body.id);
        const path = `${tokensPath}/${body.id}`;
        const ended = await send(turn + 1, 'DELETE', path, { token: adminToken });
        if (ended.status === 204) revoked.add(body.id);
      }
    };
    const workers = [work(), work(), work()];
    const stop = async () => {
      isStopped = true;
      await Promise.all(workers);
    };
    return { answers, created, attempted, revoked, stop };
  }

  it('loses nothing acknowledged, keeps what was revoked revoked, and answers 503 meanwhile', async () => {
    const load = createAndRevoke();
    await expect.poll(() => load.revoked.size, { timeout: 20_000 }).toBeGreaterThan(5);
    await primary.kill();
    await expect.poll(() => load.answers.some(({ status }) => status === 503)).toBe(true);
    for (const server of servers) await server.untilStatus(503);

    // The proxy leads to the standby before it is promoted, as HAProxy may do.
    proxy.switchTo(standby.port);
    const [first] = load.created;
    for (const server of servers) {
      await expect.poll(async () => (await me(server, first?.token ?? '')).status).toBe(503);
      expectError(await server.send('GET', '/readyz'), 503, 'unavailable');
    }

    await query(standby.url('postgres'), `alter system set synchronous_standby_names = ''`);
    await query(standby.url('postgres'), 'select pg_reload_conf(), pg_promote()');
    for (const server of servers) await server.untilStatus(200);
    const before = load.created.length;
    await expect.poll(() => load.created.length, { timeout: 20_000 }).toBeGreaterThan(before + 5);
    await load.stop();

    const statuses = new Set(load.answers.map(({ status }) => status));
    expect([...statuses].filter((status) => ![201, 204, 503].includes(status))).toEqual([]);
    const check = async (server: ServerHere, { id, token }: (typeof load.created)[number]) => {
      const state = async () => {
        const { status, body } = await me(server, token);
        return status === 200 ? 'active' : body?.code;
      };
      // The other server may use its cache for a second after a revocation.
      if (load.revoked.has(id)) await expect.poll(state, { timeout: 5_000 }).toBe('token_revoked');
      else if (!load.attempted.has(id)) expect([id, await state()]).toEqual([id, 'active']);
    };
    await Promise.all(servers.flatMap((server) => load.created.map((token) => check(server, token))));
    const verified = expectResult(await spedyOn(standby.url('app'))(['audit', 'verify', '--json']));
    expect(verified.organizations).toMatchObject([{ slug: 'acme-corp', intact: true }]);
  }, 60_000);
});
