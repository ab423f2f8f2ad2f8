import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/databases/postgres-server.ts';
import { Caddy, describeWithCaddy } from '../support/servers/caddy.ts';
import { changed } from '../support/servers/documented-block.ts';
import { type Acme, createAcme, password } from '../support/world.ts';
import { read } from './context.ts';

const clientAddress = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

describeWithCaddy('Spedy behind ops/caddy/Caddyfile', () => {
  let acme: Acme;
  let caddy: Caddy;
  let front: Server | undefined;
  let port: number;
  let spedyPort: number;

  /** A door to the server that can be closed and opened again, as by a restart. */
  const open = async () => {
    front = createServer((incoming, response) => acme.app.server.routing(incoming, response));
    await once(front.listen(spedyPort, '127.0.0.1'), 'listening');
  };
  const close = async () => {
    const closed = front && once(front, 'close');
    front?.close();
    front?.closeAllConnections();
    await closed;
    front = undefined;
  };

  beforeAll(async () => {
    acme = await createAcme({ baseUrl: 'https://spedy.example', trustProxy: ['127.0.0.1'] });
    await acme.createOrganization('other-corp');
    await acme.app.server.ready();
    [port, spedyPort] = [await freePort(), await freePort()];
    await open();
    const ports = `debug\n\thttp_port ${await freePort()}\n\thttps_port ${port}\n\tdefault_bind 127.0.0.1`;
    const caddyfile = changed(read('ops/caddy/Caddyfile'), {
      '\tadmin off\n': `\tadmin off\n\t${ports}\n`,
      '127.0.0.1:5555': `127.0.0.1:${await freePort()}`,
    });
    caddy = await Caddy.start(caddyfile, port, {
      SPEDY_DOMAIN: 'spedy.example',
      SPEDY_UPSTREAM_HOST: 'localhost',
      SPEDY_UPSTREAM_PORT: String(spedyPort),
    });
  });
  afterAll(async () => {
    await caddy?.end();
    await close();
    await acme?.close();
  });

  type Call = { token?: string; method?: string; headers?: Record<string, string>; body?: unknown };
  /** Sends a request with TLS, as a browser would to the host. */
  async function send(host: string, path: string, { token, method = 'GET', headers = {}, body }: Call = {}) {
    const sent = request({
      ...{ host: '127.0.0.1', port, path, method, servername: host, ca: caddy.authority, agent: false },
      ...(process.platform === 'linux' ? { localAddress: clientAddress } : {}),
      headers: {
        host,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = await once(sent, 'response');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: JSON.parse((await text(response)) || '{}'),
    };
  }

  it('has a certificate for each host that Spedy knows, and chooses the organization by it', async () => {
    const token = acme.adminToken;
    const me = await send('acme-corp.spedy.example', '/api/v1/me', { token });
    expect(me.body.organization.slug).toBe('acme-corp');
    expect((await send('spedy.example', '/api/v1/me', { token })).status).toBe(200);
    expect((await send('other-corp.spedy.example', '/api/v1/me', { token })).body.code).toBe('token_invalid');
  });

  it('gets no certificate for other hosts', async () => {
    for (const host of ['nobody.spedy.example', 'a.acme-corp.spedy.example', 'spedy.other.example'])
      await expect(send(host, '/healthz'), host).rejects.toThrow(/alert|socket|disconnected|ECONNRESET/);
  });

  it('ignores forwarding headers that a client forges', async () => {
    const headers = {
      'X-Forwarded-Host': 'other-corp.spedy.example',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-For': '192.0.2.1',
      'X-Request-Id': 'mine',
      Forwarded: 'host=other-corp.spedy.example;for=192.0.2.1',
    };
    const { email } = acme.teamMember;
    const host = 'acme-corp.spedy.example';
    const signIn = await send(host, '/api/v1/auth/login', {
      method: 'POST',
      headers,
      body: { email, password },
    });
    expect(signIn.status).toBe(200);
    expect(signIn.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const cookie = signIn.headers['set-cookie'][0].split(';')[0];
    expect(cookie).toMatch(/^__Host-/);
    const { body } = await send(host, '/api/v1/me/sessions', { headers: { ...headers, cookie } });
    expect(body.data.map(({ address }: { address: string }) => address)).toEqual([clientAddress]);
  });

  it('lets requests wait while the servers restart', async () => {
    await close();
    const waiting = send('acme-corp.spedy.example', '/api/v1/me', { token: acme.adminToken });
    await expect.poll(() => caddy.output).toMatch(/"upstream roundtrip".*connection refused/);
    await open();
    expect((await waiting).status).toBe(200);
  });
});
