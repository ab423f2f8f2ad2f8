import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../access/scopes.ts';
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
export const mcpRoutes = ({ db, noteScopes, settings: { mcpOrigins: origins } }: Services) => {
  let endpoint: Endpoint | undefined;
  // Clients use the address with and without a trailing slash.
  return ['/mcp', '/mcp/'].map((path) =>
    defineHiddenRoute({
      method: 'POST',
      path,
      access: { credential: 'any', scope: null, audience: 'mcp', bearerOnly: true, origins },
      run: async ({ member, request, reply }) => {
        // The protocol library takes 0.2 seconds to load, so it is loaded with the first request.
        endpoint ??= await openEndpoint();
        const { answerMcp, lists } = endpoint;
        const caller = {
          db,
          lists,
          version: null,
          principal: member,
          viewer: viewerOf(member),
          noteScopes: (scopes: readonly Scope[]) => noteScopes(member, scopes),
          changeOrigin: () => originOf(request),
        };
        const url = `${request.origin}/mcp`;
        const { body } = request;
        return send(reply, await answerMcp(caller, { url, version, headers: headersOf(request), body }));
      },
    }),
  );
};

type Endpoint = Awaited<ReturnType<typeof openEndpoint>>;

async function openEndpoint() {
  const [{ answerMcp }, { newListCache }] = await Promise.all([import('./endpoint.ts'), import('./tool.ts')]);
  return { answerMcp, lists: newListCache() };
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
