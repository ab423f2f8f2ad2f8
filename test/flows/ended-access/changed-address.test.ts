import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { second, TestClock } from '../../support/clock.ts';
import { createScimToken } from '../../support/scim.ts';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Acme, createAcme } from '../../support/world.ts';

type Call = { readonly token?: string; readonly headers?: Record<string, string>; readonly body?: unknown };
const hostOf = (slug: string) => `${slug}.localhost:3000`;

/** Milliseconds between two attempts of a client. */
const pause = 20;

describe('an address that stops', { timeout: 120_000 }, () => {
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

  /** Changes the organization in the first process, by its administrator. Returns the time of the answer too. */
  async function change(slug: string, method: string, path: string, body: object) {
    const cookie = await acme.signIn({ ...acme.admin, organization: slug });
    const headers = { cookie, origin: `http://${hostOf(slug)}` };
    const answer = await servers[0].send(method, path, { host: hostOf(slug), headers, body });
    return { start: performance.now(), answer };
  }

  /** Fills the cache of the other process. Returns what measures until when it refuses each call at the address. */
  async function knownCalls() {
    const { token: scimToken } = await createScimToken(acme);
    const calls: readonly (readonly [path: string, call: Call])[] = [
      ['/api/v1/me', { token: acme.adminToken }],
      ['/scim/v2/Users', { token: scimToken }],
      // Without a credential, only the host decides.
      ['/api/v1/auth/organization', {}],
    ];
    const statusOf = async ([path, call]: (typeof calls)[number]) =>
      (await servers[1].send('GET', path, call)).status;
    for (const call of [...calls, ...calls]) expect(await statusOf(call)).toBe(200);
    return (start: number) =>
      Promise.all(
        calls.map(async (call) => {
          // With pauses, because clients without any would keep the other process from reading the change.
          while ((await statusOf(call)) !== 404) await setTimeout(pause);
          return performance.now() - start;
        }),
      );
  }

  it('stops in another process within a second of a change of the slug, and of a deletion', async () => {
    const me = (slug: string) =>
      servers[1].send('GET', '/api/v1/me', { host: hostOf(slug), token: acme.adminToken });
    const untilRenamed = await knownCalls();
    const renamed = await change('acme-corp', 'PATCH', '/api/v1/organization', { slug: 'acme-new' });
    for (const milliseconds of await untilRenamed(renamed.start)) expect(milliseconds).toBeLessThan(second);
    expect(renamed.answer.status).toBe(200);
    expect((await me('acme-new')).body.organization.slug).toBe('acme-new');

    const back = await change('acme-new', 'PATCH', '/api/v1/organization', { slug: 'acme-corp' });
    expect(back.answer.status).toBe(200);
    while ((await me('acme-new')).status !== 404);
    expect((await me('acme-corp')).body.organization.slug).toBe('acme-corp');

    const untilDeleted = await knownCalls();
    const deleted = await change('acme-corp', 'POST', '/api/v1/organization/deletion', { name: 'acme-corp' });
    for (const milliseconds of await untilDeleted(deleted.start)) expect(milliseconds).toBeLessThan(second);
    expect(deleted.answer.status).toBe(200);
  });
});
