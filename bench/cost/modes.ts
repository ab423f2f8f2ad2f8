import { demoHost } from '../spedy.ts';
import type { FixedRequest } from '../subject.ts';
import { bytesOf } from './connections.ts';

/** Which requests a mode sends: the next one at each call. */
export type CostMode = { readonly name: string; readonly requests: (token: string) => () => Buffer };

/** Requests to a Spedy server whose processor time is measured. */
export const costModes: readonly CostMode[] = [
  { name: 'hot', requests: always('/api/v1/me') },
  { name: 'tickets, cached page', requests: always('/api/v1/tickets?limit=20') },
  { name: 'tickets, another page each time', requests: pages },
  { name: 'boards, cached page', requests: always('/api/v1/boards?limit=20') },
  { name: 'MCP list_tickets', requests: tool('list_tickets') },
  { name: 'MCP list_boards', requests: tool('list_boards') },
  { name: 'MCP whoami', requests: tool('whoami') },
];

function always(path: string): CostMode['requests'] {
  return (token) => repeat({ method: 'GET', path, headers: headersOf(token) });
}

function tool(name: string): CostMode['requests'] {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } };
  const types = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  const headers = { ...types, 'MCP-Protocol-Version': '2025-11-25' };
  const body = JSON.stringify(call);
  return (token) =>
    repeat({ method: 'POST', path: '/mcp', headers: { ...headersOf(token), ...headers }, body });
}

function repeat(request: FixedRequest): () => Buffer {
  const bytes = bytesOf(request);
  return () => bytes;
}

/** The rows of the first page, each time after another position before all tickets, so that no page is cached. */
function pages(token: string): () => Buffer {
  let position = Number.MAX_SAFE_INTEGER;
  return () => {
    position -= 1;
    const cursor = Buffer.from(JSON.stringify(['tickets', 1, position, 'tkt_0'])).toString('base64url');
    const path = `/api/v1/tickets?limit=20&cursor=${cursor}`;
    return bytesOf({ method: 'GET', path, headers: headersOf(token) });
  };
}

function headersOf(token: string): Record<string, string> {
  return { Host: demoHost, Authorization: `Bearer ${token}` };
}
