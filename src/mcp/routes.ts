import type { FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../contract/version.ts';
import { originOf } from '../http/change-origin.ts';
import { defineHiddenRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { viewerOf } from '../tickets/viewer.ts';

/** The headers that the protocol uses. */
const protocolHeaders = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] as const;

/**
 * The MCP server, with the same tickets as the API. Rejects pages of other origins, and session cookies,
 * which a browser would send for any page.
 */
export const mcpRoutes = ({ db, settings: { mcpOrigins: origins } }: Services) =>
  // Clients use the address with and without a trailing slash.
  ['/mcp', '/mcp/'].map((path) =>
    defineHiddenRoute({
      method: 'POST',
      path,
      access: { credential: 'any', scope: null, audience: 'mcp', bearerOnly: true, origins },
      run: async ({ member, request, reply }) => {
        // The protocol library takes 0.2 seconds to load, so it is loaded with the first request.
        const { answerMcp } = await import('./endpoint.ts');
        const caller = {
          db,
          principal: member,
          viewer: viewerOf(member),
          changeOrigin: () => originOf(request),
        };
        const url = `${request.origin}/mcp`;
        const { body } = request;
        return send(reply, await answerMcp(caller, { url, version, headers: headersOf(request), body }));
      },
    }),
  );

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
