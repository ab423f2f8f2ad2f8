import { Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { defineRoute } from './define-route.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
const access = { credential: 'none', anyHost: true, beforeReady: true } as const;
const tag = 'Service';

/**
 * `/healthz` answers while the process runs; `/readyz` answers 503 until it can serve requests. Both answer
 * on any host.
 */
export const healthRoutes = (isReady: () => Promise<boolean>) => [
  defineRoute({
    method: 'GET',
    path: '/healthz',
    tag,
    summary: 'Check that the process is running',
    access,
    response: { 200: Status },
    run: () => ({ status: 'ok' as const }),
  }),

  defineRoute({
    method: 'GET',
    path: '/readyz',
    tag,
    summary: 'Check that the server can serve requests',
    access,
    response: { 200: Status },
    run: async () => {
      if (!(await isReady())) throw new SpedyError('unavailable', { headers: { 'retry-after': '2' } });
      return { status: 'ok' as const };
    },
  }),
];
