import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/client.ts';
import { minute, TestClock } from '../../support/clock.ts';
import { freePort } from '../../support/databases/postgres-server.ts';
import { listenOnLoopback } from '../../support/servers/loopback.ts';
import { type Acme, createAcme } from '../../support/world.ts';

const path = '/api/v1/organization/doctor';

describe('POST /api/v1/organization/doctor', () => {
  let acme: Acme;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    acme = await createAcme({
      baseUrl: `http://localhost:${port}`,
      clock: new TestClock(),
      clientMetadataDocuments: false,
    });
    await acme.app.server.listen({ host: '127.0.0.1', port });
  });
  afterAll(() => acme.close());

  it("checks the organization's own public address and ignores addresses in the request", async () => {
    const { status, body } = await acme.send('POST', path, {
      token: acme.adminToken,
      body: { url: 'http://169.254.169.254' },
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    expect(status).toBe(200);
    const failed = body.steps.filter(({ state }: { state: string }) => state === 'failed');
    expect(failed).toEqual([]);
    expect(body).toMatchObject({ url: `http://acme-corp.localhost:${port}/mcp`, state: 'warning' });
    expect(body.steps.length).toBeGreaterThan(20);
    expect(body.clients).toContainEqual({ name: 'Cursor', connects: true, why: null });
    expect(body.clients).toContainEqual({ name: 'ChatGPT', connects: false, why: expect.any(String) });
    expect(Object.keys(body.steps[0])).toEqual(['client', 'step', 'state', 'what', 'evidence', 'why', 'fix']);
  });

  it('requires an administrator with organization:write', async () => {
    expectError(await acme.send('POST', path), 401, 'authentication_required');
    expectError(await acme.send('POST', path, { token: acme.teamMemberToken }), 403, 'forbidden');
    const narrow = await acme.createToken(acme.admin, { scopes: ['tickets:read'] });
    expectError(await acme.send('POST', path, { token: narrow }), 403, 'insufficient_scope');
  });

  it('allows three runs per minute for each organization', async () => {
    await acme.createOrganization('other-corp');
    const admin = await acme.createMember('other-corp', 'olga@other.test', 'ADMIN');
    const token = await acme.createToken(admin);
    const run = () => acme.send('POST', path, { at: 'other-corp', token });
    for (const _ of [1, 2, 3]) expect((await run()).status).toBe(200);
    const limited = await run();
    expectError(limited, 429, 'rate_limited');
    expect(Number(limited.headers['retry-after'])).toBeLessThanOrEqual(minute / 1_000);
    expect((await acme.send('POST', path, { token: acme.adminToken })).status).toBe(200);
  });
});

describe('a run in progress', () => {
  it('blocks the next run of the same organization until it ends', async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const slow = createServer(async (_, response) => {
      asked.resolve();
      await mayAnswer.promise;
      response.writeHead(404).end();
    });
    const { port, close } = await listenOnLoopback(slow);
    const acme = await createAcme({ baseUrl: `http://localhost:${port}` });
    const run = () => acme.send('POST', path, { token: acme.adminToken });
    const first = run();
    await asked.promise;
    const second = await run();
    expectError(second, 429, 'rate_limited');
    expect(second.headers['retry-after']).toBe('10');
    mayAnswer.resolve();
    expect((await first).status).toBe(200);
    expect((await run()).status).toBe(200);
    await acme.close();
    await close();
  });
});

describe('a server that cannot reach its own public name', () => {
  it('reports why', async () => {
    const port = await freePort();
    const acme = await createAcme({ baseUrl: `http://localhost:${port}` });
    const { body } = await acme.send('POST', path, { token: acme.adminToken });
    expect(body.state).toBe('failed');
    expect(body.steps[0]).toMatchObject({ why: `Nothing listens on acme-corp.localhost:${port}.` });
    await acme.close();
    const nowhere = await createAcme({ baseUrl: 'https://spedy.invalid' });
    const answer = await nowhere.send('POST', path, { token: nowhere.adminToken });
    expect(answer.body.steps[0].why).toBe(
      'The name acme-corp.spedy.invalid does not resolve from this server.',
    );
    await nowhere.close();
  });
});
