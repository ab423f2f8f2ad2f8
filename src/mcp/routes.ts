import type { FastifyReply, FastifyRequest } from 'fastify';
import { memberProvenance } from '../audit/provenance.ts';
import { principalOf, type RouteAccess } from '../http/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { viewerOf } from '../tickets/viewer.ts';

/** What of a request's headers the protocol reads. */
const protocolHeaders = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] as const;

type McpSettings = {
  /** The program's version. */
  readonly version: string;
  /** Of web pages that may ask, besides the organization's own. */
  readonly origins: readonly string[];
};

/**
 * The MCP server, over the same tickets as the API. A page of another origin never asks, and a session's cookie opens
 * nothing here: a browser would send it for any page.
 */
export function mcpRoutes(
  server: Server,
  { db, now }: RouteContext,
  { version, origins }: McpSettings,
): void {
  const access: RouteAccess = {
    credential: 'any',
    scope: null,
    audience: 'mcp',
    bearerOnly: true,
    origins,
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    // The protocol's code takes 0.2 seconds to load: a server that nobody asks starts without it.
    const { answerMcp } = await import('./endpoint.ts');
    const principal = principalOf(request);
    const caller = {
      db,
      principal,
      viewer: viewerOf(principal),
      provenance: () => memberProvenance(request, now()),
    };
    const url = `${request.origin}/mcp`;
    const answer = await answerMcp(caller, { url, version, headers: headersOf(request), body: request.body });
    return send(reply, answer);
  };
  // What people paste ends in a slash or does not.
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
