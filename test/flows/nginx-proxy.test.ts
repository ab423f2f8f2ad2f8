import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/client.ts';
import { freePort } from '../support/databases/postgres-server.ts';
import { blockOf, withoutTls } from '../support/servers/documented-block.ts';
import { describeWithNginx, Nginx } from '../support/servers/nginx.ts';
import { fetchFrom, listen } from '../support/servers/sockets.ts';
import { type Acme, createAcme, password } from '../support/world.ts';

const block = blockOf('nginx', 'docs/operations.md', '## Behind a proxy');
/** A loopback address other than the proxy's, on systems that have more than one. */
const clientAddress = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

/** The documented block, unchanged and with the port in the address, as the page describes. */
const variants = [
  { name: 'spedy.example', baseUrl: () => 'https://spedy.example', changes: {} },
  {
    name: 'localhost with a port',
    baseUrl: (port: number) => `http://localhost:${port}`,
    changes: {
      'server_name spedy.example *.spedy.example;': 'server_name localhost *.localhost;',
      '$host;': '$host:$server_port;',
    },
  },
];

describeWithNginx('Spedy behind nginx', () => {
  describe.each(variants)('at $name', ({ baseUrl, changes }) => {
    let acme: Acme;
    let nginx: Nginx;
    let port: number;
    let base: URL;
    beforeAll(async () => {
      port = await freePort();
      base = new URL(baseUrl(port));
      acme = await createAcme({ baseUrl: base.href, trustProxy: ['127.0.0.1'] });
      await acme.createOrganization('other-corp');
      const spedy = `127.0.0.1:${await listen(acme.app.server)}`;
      nginx = await Nginx.start(withoutTls(block, port, { '127.0.0.1:3000': spedy, ...changes }), port);
    });
    afterAll(async () => {
      await nginx.end();
      await acme.close();
    });

    type Request = {
      at?: string | null;
      token?: string;
      cookie?: string;
      method?: string;
      headers?: Record<string, string>;
      body?: string;
    };
    const send = (path: string, { at = 'acme-corp', token, cookie, headers, ...rest }: Request = {}) =>
      fetchFrom(port, {
        ...rest,
        path,
        host: at === null ? base.host : `${at}.${base.host}`,
        from: clientAddress,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(rest.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      });
    const origin = () => `${base.protocol}//acme-corp.${base.host}`;

    it("chooses the organization by the client's Host header", async () => {
      const token = acme.adminToken;
      const { body } = await send('/api/v1/me', { token });
      expect(body.organization.slug).toBe('acme-corp');
      expect((await send('/api/v1/me', { token, at: null })).status).toBe(200);
      expectError(await send('/api/v1/me', { token, at: 'other-corp' }), 401, 'token_invalid');
      expectError(await send('/api/v1/me', { token, at: 'nobody' }), 404, 'organization_not_found');
    });

    it('ignores forwarding headers that a client forges', async () => {
      const headers = {
        'X-Forwarded-Host': `other-corp.${base.host}`,
        'X-Forwarded-Proto': 'ftp',
        'X-Forwarded-For': '192.0.2.1',
        'X-Request-Id': 'mine',
        Forwarded: `host=other-corp.${base.host};for=192.0.2.1`,
      };
      const answer = await send('/api/v1/me', { token: acme.adminToken, headers });
      expect(answer.body.organization.slug).toBe('acme-corp');
      // This is nginx's request id, not one of ours: the proxy's header is trusted.
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      const { email } = acme.teamMember;
      const body = JSON.stringify({ email, password });
      const signIn = await send('/api/v1/auth/login', { method: 'POST', headers, body });
      const cookie = signIn.headers['set-cookie']?.split(';')[0] ?? '';
      const sessions = (await send('/api/v1/me/sessions', { cookie })).body.data;
      expect(sessions.map((session: { address: string }) => session.address)).toEqual([clientAddress]);
    });

    it('accepts changes with the session cookie only from pages of the same origin', async () => {
      const { email } = acme.customer;
      const signIn = await send('/api/v1/auth/login', {
        method: 'POST',
        headers: { origin: origin() },
        body: JSON.stringify({ email, password }),
      });
      expect(signIn.status).toBe(200);
      const cookie = signIn.headers['set-cookie']?.split(';')[0] ?? '';
      expect(cookie.startsWith('__Host-')).toBe(base.protocol === 'https:');
      const create = (from: string) =>
        send('/api/v1/me/tokens', {
          method: 'POST',
          cookie,
          headers: { origin: from },
          body: '{"name":"x"}',
        });
      expect((await create(origin())).status).toBe(201);
      expectError(await create(origin().replace('acme-corp', 'other-corp')), 403, 'cross_site_request');
      expectError(await create(base.origin), 403, 'cross_site_request');
    });

    it('passes on a response without body, a challenge, Allow, and 413 during the upload', async () => {
      const token = await acme.createToken(acme.admin);
      const { tokenId } = (await send('/api/v1/me', { token })).body.authentication;
      const path = `/api/v1/me/tokens/${tokenId}`;
      expect(await send(path, { token, method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
      const refused = await send('/api/v1/me', { token });
      expectError(refused, 401, 'token_revoked');
      expect(refused.headers['www-authenticate']).toContain(`resource_metadata="${origin()}/`);
      const wrong = await send('/api/v1/me', { method: 'DELETE' });
      expectError(wrong, 405, 'method_not_allowed');
      expect(wrong.headers.allow).toBe('GET, HEAD, OPTIONS, PATCH');
      expect((await send('/api/v1/me', { token: acme.adminToken, method: 'HEAD' })).status).toBe(200);
      const body = JSON.stringify({ name: 'x'.repeat(200_000) });
      const large = await send('/api/v1/me/tokens', { method: 'POST', token: acme.adminToken, body });
      expectError(large, 413, 'body_too_large');
    });

    it('logs no errors in nginx', () => {
      const errors = nginx.errors.split('\n').filter((line) => !/is buffered to a temporary file/.test(line));
      expect(errors).toEqual(['']);
    });
  });
});
