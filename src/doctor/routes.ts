import { SpedyError } from '../contract/errors.ts';
import { AttemptLimit } from '../contract/limits/attempt-limit.ts';
import type { SlotLimits } from '../contract/limits/slots.ts';
import { organizationOrigin } from '../contract/organization-address.ts';
import { defineRoute } from '../http/define-route.ts';
import { administratorAccess } from '../http/gate/request-state.ts';
import type { Services } from '../http/services.ts';
import { DoctorReport } from './schema.ts';

/** Examinations per minute and organization. Each sends about fifty requests to this server. */
const perMinute = 3;
/** One examination at a time for each organization. */
const oneForEach: SlotLimits = {
  running: { all: Number.MAX_SAFE_INTEGER, parts: { organization: 1 } },
  waiting: null,
  turns: [],
};

/**
 * `POST /api/v1/organization/doctor`: the connection doctor, for the organization's own public address only.
 */
export const doctorRoutes = ({ settings, limits }: Services) => {
  const limit = new AttemptLimit(limits, 'doctor', perMinute);
  const slots = limits.slots('doctor', oneForEach);
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/organization/doctor',
      operationId: 'checkConnection',
      tag: 'Organization',
      summary: 'Check how clients connect to the MCP server (admins)',
      description:
        "Runs discovery, registration and authorization at the organization's public address as Claude, Claude Code, Cursor, VS Code, ChatGPT, mcp-remote and Gemini CLI do, and reports which of them can connect. The server sends the requests to its own public address. Limited to one at a time and three per minute for each organization, then 429.",
      access: administratorAccess,
      reference: { errors: ['rate_limited'] },
      response: { 200: DoctorReport },
      run: async ({ member }) => {
        const { id, slug } = member.organization;
        const entered = await slots.enter({ organization: id });
        if ('full' in entered)
          throw new SpedyError('rate_limited', {
            message: 'A check of this organization is already running. Wait until it finishes.',
            headers: { 'retry-after': '10' },
          });
        try {
          await limit.take(id);
          // Loaded at the first check, to keep startup fast.
          const { examine } = await import('./examine.ts');
          const address = new URL('/mcp', organizationOrigin(settings, slug));
          return await examine(address, { here: 'this server' });
        } finally {
          entered.release();
        }
      },
    }),
  ];
};
