import type { FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../contract/version.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf, type RouteAccess } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { viewerOf } from '../tickets/viewer.ts';

/** The headers that the protocol uses. */
const protocolHeaders = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] as const;

type McpSettings = {
  /** Allowed origins of web pages, in addition to the organization's own. */
  readonly origins: readonly string[];
};

/**
 * The MCP server, with the same tickets as the API. Rejects pages of other origins, and session cookies,
 * which a browser would send for any page.
 */
export function mcpRoutes(server: Server, { db }: RouteContext, { origins }: McpSettings): void {
  const access: RouteAccess = {
    credential: 'any',
    scope: null,
    audience: 'mcp',
    bearerOnly: true,
    origins,
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    // The protocol library takes 0.2 seconds to load, so it is loaded with the first request.
    const { answerMcp } = await import('./endpoint.ts');
    const principal = principalOf(request);
    const caller = {
      db,
      principal,
      viewer: viewerOf(principal),
      changeOrigin: () => originOf(request),
    };
    const url = `${request.origin}/mcp`;
    const answer = await answerMcp(caller, { url, version, headers: headersOf(request), body: request.body });
    return send(reply, answer);
  };
  // Clients use the address with and without a trailing slash.
  for (const path of ['/mcp', '/mcp/'])
    server.post(path, { schema: { hide: true }, config: { access } }, handler);
}

function headersOf({ headers }: FastifyRequest): Record<string, string> {
  const read = protocolHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return Object.fromEntries(read);
}

async function send(reply: FastifyReply, answer: Response): Promise<FastifyReply> {
  const text = await answer.text();
  reply.status(answer.status);
  if (text === '') return reply.send();
  const type = answer.headers.get('content-type') ?? 'application/json';
  return reply.type(type).send(text);
}
