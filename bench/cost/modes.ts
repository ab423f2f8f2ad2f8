import { withDatabaseOf } from '../../src/cli/with-database.ts';
import { readConfig } from '../../src/server/config.ts';
import { OAuthFlow, openSessions } from '../oauth-flow.ts';
import { demoHost } from '../spedy.ts';
import type { FixedRequest } from '../subject.ts';
import { bytesOf } from './connections.ts';

/** A measured server: its origin, its database, and the token of the demo in it. */
type CostServer = { readonly origin: string; readonly url: string; readonly token: string };

/** Which requests a mode sends: the next one at each call. */
export type CostMode = {
  readonly name: string;
  /** The name of the same requests to bare Fastify, if it has a route for them. */
  readonly bareName?: string;
  readonly requests: (server: CostServer) => (() => Buffer) | Promise<() => Buffer>;
};

/** Requests to a Spedy server whose processor time is measured. */
export const costModes: readonly CostMode[] = [
  { name: 'hot', requests: always('/api/v1/me') },
  { name: 'tickets, cached page', requests: always('/api/v1/tickets?limit=20') },
  { name: 'tickets, another page each time', requests: pages },
  { name: 'boards, cached page', requests: always('/api/v1/boards?limit=20') },
  { name: 'MCP list_tickets', requests: tool('list_tickets') },
  { name: 'MCP list_boards', requests: tool('list_boards') },
  { name: 'MCP whoami', requests: tool('whoami') },
  { name: 'introspection', bareName: 'bare Fastify, form', requests: introspections },
];

function always(path: string): CostMode['requests'] {
  return ({ token }) => repeat({ method: 'GET', path, headers: headersOf(token) });
}

function tool(name: string): CostMode['requests'] {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } };
  const types = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  const headers = { ...types, 'MCP-Protocol-Version': '2025-11-25' };
  const body = JSON.stringify(call);
  return ({ token }) =>
    repeat({ method: 'POST', path: '/mcp', headers: { ...headersOf(token), ...headers }, body });
}

function repeat(request: FixedRequest): () => Buffer {
  const bytes = bytesOf(request);
  return () => bytes;
}

/** The rows of the first page, each time after another position before all tickets, so that no page is cached. */
function pages({ token }: CostServer): () => Buffer {
  let position = Number.MAX_SAFE_INTEGER;
  return () => {
    position -= 1;
    const cursor = Buffer.from(JSON.stringify(['tickets', 1, position, 'tkt_0'])).toString('base64url');
    const path = `/api/v1/tickets?limit=20&cursor=${cursor}`;
    return bytesOf({ method: 'GET', path, headers: headersOf(token) });
  };
}

/** The same access token each time, by its confidential client. */
async function introspections({ origin, url }: CostServer): Promise<() => Buffer> {
  const config = readConfig({ DATABASE_URL: url });
  const cookies = await withDatabaseOf(config, ({ db, now }) => openSessions(db, 1, now));
  const flow = new OAuthFlow(origin);
  await flow.register();
  const [code = ''] = await flow.codes(cookies, 1);
  return repeat(await flow.introspection(code));
}

function headersOf(token: string): Record<string, string> {
  return { Host: demoHost, Authorization: `Bearer ${token}` };
}
