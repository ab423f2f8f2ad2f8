import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../packages/client/src/index.ts';
import { expressAuth } from '../../packages/verify/src/frameworks/express.ts';
import { fastifyAuth } from '../../packages/verify/src/frameworks/fastify.ts';
import { honoAuth } from '../../packages/verify/src/frameworks/hono.ts';
import {
  createVerifier,
  protect,
  requireBoard,
  requireRole,
  requireScope,
  type Verifier,
} from '../../packages/verify/src/index.ts';
import { newToken } from '../../src/credentials/token-format.ts';
import { createListeningSite, type ListeningSite } from '../support/packages/listening-site.ts';

/** A service that is protected: its address, and how to stop it. */
type Service = { readonly url: string; readonly close: () => Promise<unknown> };

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const closing = (server: Server) => () =>
  new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });

/** The same service in each framework. */
const frameworks: Record<string, (verifier: Verifier) => Promise<Service>> = {
  Fastify: async (verifier) => {
    const app = fastify({ forceCloseConnections: true });
    const auth = fastifyAuth(verifier);
    app.get('/who', { onRequest: auth.authenticate }, async (request) => auth.identity(request));
    app.post('/reports', { onRequest: auth.requireScope('tickets:read', 'tickets:write') }, async () => ({
      made: true,
    }));
    app.get('/settings', { onRequest: auth.requireRole('ADMIN') }, async () => ({ open: true }));
    const onBoard = auth.requireBoard((request) => (request.params as { key: string }).key);
    app.get('/boards/:key', { onRequest: [auth.requireScope('tickets:read'), onBoard] }, async () => ({
      seen: true,
    }));
    app.get('/open', async (request) => auth.identity(request));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { url: addressOf(app.server), close: () => app.close() };
  },
  Express: async (verifier) => {
    const app = express();
    const auth = expressAuth(verifier);
    app.get('/who', auth.authenticate, (request, response) => void response.json(auth.identity(request)));
    app.post(
      '/reports',
      auth.requireScope('tickets:read', 'tickets:write'),
      (_request, response) => void response.json({ made: true }),
    );
    app.get(
      '/settings',
      auth.requireRole('ADMIN'),
      (_request, response) => void response.json({ open: true }),
    );
    app.get(
      '/boards/:key',
      auth.requireScope('tickets:read'),
      auth.requireBoard((request) => String(request.params.key)),
      (_request, response) => void response.json({ seen: true }),
    );
    app.get('/open', (request, response) => void response.json(auth.identity(request)));
    // Express prints errors by itself, unless there is a handler.
    app.use(((_error, _request, response, _next) => {
      response.status(500).end();
    }) satisfies express.ErrorRequestHandler);
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return { url: addressOf(server), close: closing(server) };
  },
  Hono: async (verifier) => {
    const app = new Hono();
    const auth = honoAuth(verifier);
    app.get('/who', auth.authenticate, (context) => context.json(auth.identity(context)));
    app.post('/reports', auth.requireScope('tickets:read', 'tickets:write'), (context) =>
      context.json({ made: true }),
    );
    app.get('/settings', auth.requireRole('ADMIN'), (context) => context.json({ open: true }));
    app.get(
      '/boards/:key',
      auth.requireScope('tickets:read'),
      auth.requireBoard((context) => context.req.param('key') ?? ''),
      (context) => context.json({ seen: true }),
    );
    app.get('/open', (context) => context.json(auth.identity(context)));
    app.onError((_error, context) => context.body(null, 500));
    const server = await new Promise<Server>((resolve) => {
      const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(started as Server),
      );
    });
    return { url: addressOf(server), close: closing(server) };
  },
  'plain requests': async (verifier) => {
    const routes: Record<string, (request: Request) => Promise<Response>> = {
      '/who': protect(verifier, [], (_request, identity) => Response.json(identity)),
      '/reports': protect(verifier, [requireScope('tickets:read', 'tickets:write')], () =>
        Response.json({ made: true }),
      ),
      '/settings': protect(verifier, [requireRole('ADMIN')], () => Response.json({ open: true })),
      '/open': async () => new Response(null, { status: 500 }),
    };
    const fetch = async (request: Request) => {
      const { pathname } = new URL(request.url);
      const [, key] = /^\/boards\/(.*)$/.exec(pathname) ?? [];
      if (key === undefined)
        return (await routes[pathname]?.(request)) ?? new Response(null, { status: 404 });
      const guards = [requireScope('tickets:read'), requireBoard(decodeURIComponent(key))];
      return protect(verifier, guards, () => Response.json({ seen: true }))(request);
    };
    const server = await new Promise<Server>((resolve) => {
      const started = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started as Server));
    });
    return { url: addressOf(server), close: closing(server) };
  },
};

describe.each(Object.entries(frameworks))('@spedy/verify with %s', (_name, start) => {
  let site: ListeningSite;
  let verifier: Verifier;
  let service: Service;
  beforeAll(async () => {
    site = await createListeningSite();
    const { id: clientId, clientSecret } = site.gateway;
    verifier = createVerifier({ issuer: site.url, clientId, clientSecret });
    service = await start(verifier);
  });
  afterAll(async () => {
    await service.close();
    await verifier.close();
    await site.close();
  });

  const ask = async (path: string, token?: string, method = 'GET') => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(service.url + path, { method, headers });
    const text = await response.text();
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      type: response.headers.get('content-type'),
      body: text === '' ? null : JSON.parse(text),
    };
  };
  const metadata = () => `resource_metadata="${site.url}/.well-known/oauth-protected-resource"`;

  it('knows whom a token acts as', async () => {
    const answer = await ask('/who', site.teamMemberToken);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        userId: site.teamMember.id,
        email: 'tim@acme.test',
        organization: { slug: 'acme-corp' },
        role: 'TEAM_MEMBER',
        method: 'pat',
        clientId: null,
        expiresAt: null,
      },
    });
  });

  it('leads a request without a valid token to the issuer', async () => {
    const required = await ask('/who');
    expect(required).toMatchObject({
      status: 401,
      body: { code: 'authentication_required', statusCode: 401 },
    });
    expect(required.challenge).toBe(`Bearer realm="spedy", ${metadata()}`);
    expect(required.type).toBe('application/json; charset=utf-8');
    for (const token of ['', 'x', newToken('pat'), `${site.adminToken}x`]) {
      const invalid = await ask('/who', token);
      expect(invalid).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
      expect(invalid.challenge).toContain('error="invalid_token"');
      expect(invalid.challenge).toContain(metadata());
    }
    expect((await ask(`/who?access_token=${site.adminToken}`)).status).toBe(401);
    const basic = await fetch(`${service.url}/who`, { headers: { authorization: 'Basic eDp5' } });
    expect(await basic.json()).toMatchObject({ code: 'authentication_required' });
    const lower = { headers: { authorization: `bearer ${site.adminToken}` } };
    expect((await fetch(`${service.url}/who`, lower)).status).toBe(200);
  });

  it('requires scopes and roles', async () => {
    const token = await site.createToken(site.customer, { scopes: ['tickets:read'] });
    const lacking = await ask('/reports', token, 'POST');
    expect(lacking).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    expect(lacking.challenge).toBe(
      `Bearer error="insufficient_scope", scope="tickets:read tickets:write", ${metadata()}`,
    );
    expect(await ask('/reports', site.customerToken, 'POST')).toMatchObject({
      status: 200,
      body: { made: true },
    });
    expect(await ask('/settings', site.customerToken)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await ask('/settings', site.adminToken)).toMatchObject({ status: 200 });
  });

  it('shows a board to those who see it, as soon as they do, and hides it from others', async () => {
    const board = await site.createBoard('acme-corp', 'OPS');
    const seen = async (name: string, token = site.teamMemberToken) =>
      (await ask(`/boards/${name}`, token)).status;
    expect(await seen('OPS', site.adminToken)).toBe(200);
    expect(await ask('/boards/OPS', site.teamMemberToken)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const client = createClient({ baseUrl: site.url, auth: site.adminToken });
    const params = { path: { boardId: board.id, userId: site.teamMember.id } };
    await client.put('/api/v1/boards/{boardId}/members/{userId}', { params });
    expect([await seen('OPS'), await seen(board.id)]).toEqual([200, 200]);
    await client.delete('/api/v1/boards/{boardId}/members/{userId}', { params });
    await expect.poll(() => seen('OPS')).toBe(404);
    for (const name of ['%20', 'x'.repeat(200)]) expect(await seen(name)).not.toBe(200);
  });

  it('refuses a revoked token as soon as the change feed names it', async () => {
    const client = createClient({ baseUrl: site.url, auth: site.customerToken });
    const { id: tokenId, token } = await client.post('/api/v1/me/tokens', { body: { name: 'Short' } });
    expect((await ask('/who', token)).status).toBe(200);
    await expect.poll(() => verifier.status.feed).toBe('connected');
    expect((await ask('/who', token)).status).toBe(200);
    await client.delete('/api/v1/me/tokens/{tokenId}', { params: { path: { tokenId } } });
    await expect.poll(async () => (await ask('/who', token)).status, { interval: 20 }).toBe(401);
  });

  it('has no identity on a route without a guard', async () => {
    expect((await ask('/open', site.adminToken)).status).toBe(500);
  });

  it('answers 503 once the issuer is gone, never with an old answer', async () => {
    expect((await ask('/who', site.adminToken)).status).toBe(200);
    await site.app.server.close();
    await expect
      .poll(async () => (await ask('/who', site.adminToken)).body.code, { interval: 50 })
      .toBe('unavailable');
    expect((await ask('/who', newToken('pat'))).body.code).toBe('unavailable');
    expect((await ask('/who', 'nonsense')).body.code).toBe('token_invalid');
  });
});
