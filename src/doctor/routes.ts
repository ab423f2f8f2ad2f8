import { SpedyError } from '../contract/errors.ts';
import { AttemptLimit } from '../contract/limits/attempt-limit.ts';
import { type Hosting, organizationOrigin } from '../contract/organization-address.ts';
import { responses } from '../contract/schemas.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { Server } from '../http/server.ts';
import { DoctorReport } from './schema.ts';

/** Examinations per minute and organization. Each sends about fifty requests to this server. */
const perMinute = 3;

/**
 * `POST /api/v1/organization/doctor`: the connection doctor, for the organization's own public address only.
 */
export function doctorRoutes(server: Server, hosting: Hosting): void {
  const limit = new AttemptLimit(perMinute);
  const underWay = new Set<string>();
  server.post(
    '/api/v1/organization/doctor',
    {
      schema: {
        tags: ['Organization'],
        summary: 'Check how clients connect to the MCP server (admins)',
        description:
          "Runs discovery, registration and authorization at the organization's public address as Claude, Claude Code, Cursor, VS Code, ChatGPT, mcp-remote and Gemini CLI do, and reports which of them can connect. The server sends the requests to its own public address. Limited to one at a time and three per minute for each organization, then 429.",
        response: responses({ 200: DoctorReport }),
      },
      config: {
        access: { credential: 'any', scope: 'organization:write', permission: 'organization:manage' },
      },
    },
    async (request) => {
      const { id, slug } = principalOf(request).organization;
      if (underWay.has(id))
        throw new SpedyError('rate_limited', {
          message: 'A check of this organization is already running. Wait until it finishes.',
          headers: { 'retry-after': '10' },
        });
      underWay.add(id);
      try {
        limit.take(id);
        // Loaded at the first check, to keep startup fast.
        const { examine } = await import('./examine.ts');
        const { url, state, clients, steps } = await examine(
          new URL('/mcp', organizationOrigin(hosting, slug)),
          {
            here: 'this server',
          },
        );
        return { url, state, clients: [...clients], steps: [...steps] };
      } finally {
        underWay.delete(id);
      }
    },
  );
}
