import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { second, TestClock } from '../../support/clock.ts';
import { connect } from '../../support/oauth/oauth.ts';
import { createScimToken, patchSchema } from '../../support/scim.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme } from '../../support/world.ts';

/** Milliseconds between two attempts of a client. */
const pause = 20;

describe('off-boarding by an identity provider', { timeout: 120_000 }, () => {
  let acme: Acme;
  let servers: readonly [ServerProcess, ServerProcess];
  beforeAll(async () => {
    acme = await createAcme({ clock: new TestClock(Date.now) });
    const start = () => ServerProcess.start({ databaseUrl: acme.databaseUrl });
    servers = [await start(), await start()];
    for (const server of servers) await server.untilStatus(200);
  });
  afterAll(async () => {
    for (const server of servers) await server.end();
    await acme.close();
  });

  it('ends session, token and connection in another process within a second of the PATCH', async () => {
    const [provider, other] = servers;
    const { token: scimToken } = await createScimToken(acme);
    const member = await acme.createMember('acme-corp', `leaver-${randomUUID()}@acme.test`, 'TEAM_MEMBER');
    const credentials = {
      token: { token: await acme.createToken(member) },
      session: { headers: { cookie: await acme.signIn(member) } },
      connection: { token: (await connect(acme, member)).tokens.access_token },
    };
    const statusOf = async (call: { token?: string; headers?: Record<string, string> }) =>
      (await other.send('GET', '/api/v1/me', call)).status;
    // Twice, so that the other process has them in its cache.
    for (const call of [...Object.values(credentials), ...Object.values(credentials)])
      expect(await statusOf(call)).toBe(200);

    const patch = await provider.send('PATCH', `/scim/v2/Users/${member.id}`, {
      token: scimToken,
      body: { schemas: [patchSchema], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
    });
    expect(patch.status).toBe(200);
    const start = performance.now();
    const refusedAfter = async (call: (typeof credentials)[keyof typeof credentials]) => {
      // With pauses, because three clients without any would keep the other process from reading the change.
      while ((await statusOf(call)) !== 401) await setTimeout(pause);
      return performance.now() - start;
    };
    const refusals = await Promise.all(Object.values(credentials).map(refusedAfter));
    for (const milliseconds of refusals) expect(milliseconds).toBeLessThan(second);
  });
});
