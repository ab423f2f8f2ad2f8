import { Type } from 'typebox';
import { SpedyError } from './errors.ts';
import { responses } from './schemas.ts';
import type { Server } from './server.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
const access = { credential: 'none', anyHost: true, beforeReady: true } as const;

/** `/healthz`: the process lives. `/readyz`: it can serve, else 503. Both answer on any host. */
export function healthRoutes(server: Server, isReady: () => Promise<boolean>): void {
  server.get(
    '/healthz',
    {
      schema: {
        tags: ['Service'],
        summary: 'Whether the process lives',
        response: responses({ 200: Status }),
      },
      config: { access },
    },
    () => ({ status: 'ok' as const }),
  );
  server.get(
    '/readyz',
    {
      schema: { tags: ['Service'], summary: 'Whether it can serve', response: responses({ 200: Status }) },
      config: { access },
    },
    async () => {
      if (!(await isReady())) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
      return { status: 'ok' as const };
    },
  );
}
