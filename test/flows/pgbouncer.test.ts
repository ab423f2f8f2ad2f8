import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKind } from '../support/databases/database.ts';
import { describeWithPgBouncer, PgBouncer } from '../support/databases/pgbouncer.ts';
import { spedyOn } from '../support/servers/command-line.ts';
import { ServerProcess } from '../support/servers/server-process.ts';
import { type Acme, createAcme } from '../support/world.ts';

describe.runIf(databaseKind === 'postgres')('through PgBouncer in transaction mode', () => {
  describeWithPgBouncer('two servers', () => {
    let acme: Acme;
    let bouncer: PgBouncer;
    let servers: ServerProcess[];
    beforeAll(async () => {
      acme = await createAcme();
      bouncer = await PgBouncer.start(acme.databaseUrl);
      servers = await Promise.all([start(), start()]);
      for (const server of servers) await server.untilStatus(200);
    });
    afterAll(async () => {
      for (const server of servers) await server.end();
      await bouncer.end();
      await acme.close();
    });

    const start = () => ServerProcess.start({ databaseUrl: bouncer.url });
    const [first, second] = [0, 1].map((index) => ({
      send: (...call: Parameters<ServerProcess['send']>) => {
        const server = servers[index];
        if (!server) throw new Error(`there is no server ${index}`);
        return server.send(...call);
      },
    })) as [Pick<ServerProcess, 'send'>, Pick<ServerProcess, 'send'>];
    const me = (server: Pick<ServerProcess, 'send'>, token: string) =>
      server.send('GET', '/api/v1/me', { token });

    it('serve more requests at once than PgBouncer has connections', async () => {
      const tokens = await Promise.all(Array.from({ length: 40 }, () => acme.createToken(acme.customer)));
      const answers = await Promise.all(
        tokens.flatMap((token) => [me(first, token), me(second, token), me(first, token)]),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const created = await Promise.all(
        tokens.map((token) => first.send('POST', '/api/v1/me/tokens', { token, body: { name: 'created' } })),
      );
      expect(new Set(created.map(({ status }) => status))).toEqual(new Set([201]));
    });

    it('reject a token that one of them revoked: that one immediately, the other within a second', async () => {
      for (let times = 0; times < 10; times += 1) {
        const token = await acme.createToken(acme.teamMember);
        const { tokenId } = (await me(first, token)).body.authentication;
        expect((await me(second, token)).status).toBe(200);
        expect((await first.send('DELETE', `/api/v1/me/tokens/${tokenId}`, { token })).status).toBe(204);
        expect((await me(first, token)).body.code).toBe('token_revoked');
        await expect
          .poll(async () => (await me(second, token)).body.code, { timeout: 1_000, interval: 10 })
          .toBe('token_revoked');
      }
    });

    it('apply a change of the command line within a second', async () => {
      const member = await acme.createMember('acme-corp', 'rita@acme.test', 'CUSTOMER');
      const token = await acme.createToken(member);
      for (const server of [first, second]) expect((await me(server, token)).body.role).toBe('CUSTOMER');
      const who = ['--org', 'acme-corp', '--email', member.email];
      const { exitCode } = await spedyOn(bouncer.url)(['user', 'set-role', ...who, 'TEAM_MEMBER']);
      expect(exitCode).toBe(0);
      for (const server of [first, second])
        await expect
          .poll(async () => (await me(server, token)).body.role, { timeout: 1_000, interval: 10 })
          .toBe('TEAM_MEMBER');
    });

    it('read the change feed without errors', () => {
      for (const server of servers) expect(server.output).not.toContain('Cannot read the change feed');
    });
  });
});
