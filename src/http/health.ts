import { Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { responses } from '../contract/schemas.ts';
import type { Server } from './server.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
const access = { credential: 'none', anyHost: true, beforeReady: true } as const;

/**
 * `/healthz` answers while the process runs; `/readyz` answers 503 until it can serve requests. Both answer
 * on any host.
 */
export function healthRoutes(server: Server, isReady: () => Promise<boolean>): void {
  server.get(
    '/healthz',
    {
      schema: {
        tags: ['Service'],
        summary: 'Check that the process is running',
        response: responses({ 200: Status }),
      },
      config: { access },
    },
    () => ({ status: 'ok' as const }),
  );
  server.get(
    '/readyz',
    {
      schema: {
        tags: ['Service'],
        summary: 'Check that the server can serve requests',
        response: responses({ 200: Status }),
      },
      config: { access },
    },
    async () => {
      if (!(await isReady())) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
      return { status: 'ok' as const };
    },
  );
}
