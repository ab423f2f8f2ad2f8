import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../../support/servers/server-process.ts';
import { type Connection, connectToEach } from '../../support/servers/worker-connections.ts';
import { type Acme, createAcme, password } from '../../support/world.ts';

const rateLimit = 96;
/** More than all requests of these tests from one address without a credential. */
const proxy = { SPEDY_TRUST_PROXY: '127.0.0.1' };

describe('limits of a client that spreads its requests over two workers', { timeout: 120_000 }, () => {
  let acme: Acme;
  let server: ServerProcess;
  let connections: Connection[];
  beforeAll(async () => {
    acme = await createAcme();
    server = await ServerProcess.start({
      databaseUrl: acme.databaseUrl,
      env: { SPEDY_WORKERS: '2', SPEDY_RATE_LIMIT: String(rateLimit), ...proxy },
    });
    await server.untilPrinted((output) => output.match(/Server listening/g)?.length === 2);
    connections = [...(await connectToEach(server.port, 2)).values()];
  }, 120_000);
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await server.end();
    await acme.close();
  });

  let addresses = 0;
  /** Sends the same request alternately to both workers, from an address of its own. Returns the number of each status. */
  async function spread(count: number, path: string, call: Parameters<Connection['send']>[1] = {}) {
    addresses += 1;
    const headers = { 'x-forwarded-for': `198.51.100.${addresses}`, ...call.headers };
    const statuses: Record<number, number> = {};
    const remaining: number[] = [];
    for (let sent = 0; sent < count; sent += 1) {
      const answer = await connections[sent % 2]?.send(path, { ...call, headers });
      statuses[answer?.status ?? 0] = (statuses[answer?.status ?? 0] ?? 0) + 1;
      remaining.push(Number(answer?.headers['ratelimit-remaining']));
    }
    return { statuses, remaining };
  }

  it('allow exactly the requests of a credential', async () => {
    const { statuses, remaining } = await spread(rateLimit + 10, '/api/v1/me', { token: acme.adminToken });
    expect(statuses).toEqual({ 200: rateLimit, 429: 10 });
    expect(Math.max(...remaining)).toBe(rateLimit - 1);
    expect(remaining.at(-1)).toBe(0);
  });

  it('allow exactly the requests of an address', async () => {
    expect((await spread(rateLimit + 10, '/api/v1/me')).statuses).toEqual({ 401: rateLimit, 429: 10 });
  });

  it('allow exactly the requests of a member with several tokens', async () => {
    const member = await acme.createMember('acme-corp', 'many@acme.test', 'CUSTOMER');
    const statuses: Record<number, number> = {};
    for (let token = 0; token < 3; token += 1) {
      const counted = await spread(80, '/api/v1/me', { token: await acme.createToken(member) });
      for (const [status, count] of Object.entries(counted.statuses))
        statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count;
    }
    expect(statuses).toEqual({ 200: 2 * rateLimit, 429: 240 - 2 * rateLimit });
  });

  it('allow five wrong passwords, and give back the right one', async () => {
    const sign = (entered: string) => ({
      method: 'POST',
      body: { email: acme.teamMember.email, password: entered },
    });
    expect((await spread(3, '/api/v1/auth/login', sign(password))).statuses).toEqual({ 200: 3 });
    expect((await spread(7, '/api/v1/auth/login', sign('wrong password'))).statuses).toEqual({
      401: 5,
      429: 2,
    });
  });

  it('allow 20 registrations, 30 invitations and 60 devices from an address', async () => {
    const grant_types = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'];
    const uris = { redirect_uris: ['https://app.example/callback'] };
    const body = { ...uris, grant_types, token_endpoint_auth_method: 'none' };
    const registration = { method: 'POST', body };
    const registered = await connections[0]?.send('/api/v1/oauth/register', {
      ...registration,
      headers: { 'x-forwarded-for': '203.0.113.1' },
    });
    expect(registered?.status).toBe(201);
    expect((await spread(22, '/api/v1/oauth/register', registration)).statuses).toEqual({ 201: 20, 429: 2 });
    const invitation = { method: 'POST', body: { token: 'spedy_inv_unknown' } };
    expect((await spread(32, '/api/v1/auth/invitation', invitation)).statuses).toEqual({ 404: 30, 429: 2 });
    const device = { method: 'POST', form: { client_id: registered?.body.client_id } };
    expect((await spread(62, '/api/v1/oauth/device', device)).statuses).toEqual({ 200: 60, 429: 2 });
  });

  it('allow ten wrong user codes of a member', async () => {
    const signedIn = await connections[0]?.send('/api/v1/auth/login', {
      method: 'POST',
      body: { email: acme.admin.email, password },
      headers: { 'x-forwarded-for': '203.0.113.2' },
    });
    const cookie = String(signedIn?.headers['set-cookie']).split(';')[0] ?? '';
    const call = { headers: { cookie, origin: 'http://acme-corp.localhost:3000' } };
    const path = '/api/v1/oauth/requests?user_code=BCDF-GHJK';
    expect((await spread(12, path, call)).statuses).toEqual({ 404: 10, 429: 2 });
  });
});
