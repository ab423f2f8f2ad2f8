import type { Answer } from '../client.ts';
import type { ServerProcess } from '../servers/server-process.ts';
import { type Acme, password } from '../world.ts';
import { DatabaseProxy } from './database-proxy.ts';
import { PgBouncer } from './pgbouncer.ts';

/** A server's connection to its database, which can fall silent. */
export type DatabaseLink = {
  readonly databaseUrl: string;
  readonly silence: () => void;
  readonly restore: () => void;
  readonly close: () => Promise<void>;
};

/** Connects directly to the database, through a proxy that can lose every packet. */
export async function linkDirectly(
  databaseUrl: string,
): Promise<DatabaseLink & { readonly proxy: DatabaseProxy }> {
  const proxy = await DatabaseProxy.to(Number(new URL(databaseUrl).port));
  return {
    proxy,
    databaseUrl: proxy.through(databaseUrl),
    silence: () => proxy.silence(),
    restore: () => proxy.restore(),
    close: () => proxy.close(),
  };
}

/** Connects through PgBouncer, which answers even if the database does not. */
export async function linkThroughPgBouncer(databaseUrl: string): Promise<DatabaseLink> {
  const link = await linkDirectly(databaseUrl);
  const bouncer = await PgBouncer.start(link.databaseUrl);
  const close = async () => {
    link.restore();
    await bouncer.end();
    await link.close();
  };
  return { ...link, databaseUrl: bouncer.url, close };
}

export type TimedAnswer = Answer & { readonly milliseconds: number };

export async function timed(answer: Promise<Answer>): Promise<TimedAnswer> {
  const began = performance.now();
  const { status, headers, text, body } = await answer;
  return { status, headers, text, body, milliseconds: performance.now() - began };
}

/** Returns one request of every kind that uses the database. */
export function requestsOfEveryKind(
  server: ServerProcess,
  acme: Acme,
  cookie: string,
): Record<string, () => Promise<Answer>> {
  const token = acme.adminToken;
  const headers = { cookie, origin: 'http://acme-corp.localhost:3000' };
  const mcp = { accept: 'application/json, text/event-stream' };
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'list_boards', arguments: {} },
  };
  const login = { email: acme.admin.email, password };
  const host = 'anywhere.test';
  const json = (method: string, path: string, body?: object) => () =>
    server.send(method, path, body ? { token, body } : { token });
  return {
    'a credential lookup': json('GET', '/api/v1/me'),
    'a host lookup': () => server.send('GET', '/api/v1/me', { token, host: 'other.localhost:3000' }),
    'a list': json('GET', '/api/v1/tickets'),
    'a transaction': json('POST', '/api/v1/me/tokens', { name: 'lost' }),
    'a change that finds nothing': json('DELETE', '/api/v1/me/tokens/tok_0'),
    'a list with a session': () => server.send('GET', '/api/v1/me/sessions', { headers }),
    'a sign-in': () => server.send('POST', '/api/v1/auth/login', { body: login, headers }),
    'a leak report': () =>
      server.send('POST', '/api/v1/leaked-tokens', { host, body: { tokens: [acme.customerToken] } }),
    'a check of a proxy': json('GET', '/api/v1/auth/verify'),
    'an export': json('GET', '/api/v1/organization/audit-events/export'),
    'a registration': json('POST', '/api/v1/oauth/register', {
      redirect_uris: ['https://app.test/callback'],
    }),
    'an introspection': () =>
      server.send('POST', '/api/v1/oauth/introspect', {
        token,
        form: { token },
      }),
    'a tool call': () => server.send('POST', '/mcp', { token, headers: mcp, body: call }),
  };
}
