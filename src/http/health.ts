import { Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { defineRoute } from './define-route.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
const access = { credential: 'none', anyHost: true, beforeReady: true } as const;
const config = { load: 'none' } as const;
const tag = 'Service';

/**
 * `/healthz` answers while the process runs; `/readyz` answers 503 until it can serve requests. Both answer
 * on any host.
 * @param findProblem returns why it cannot, or null
 */
export const healthRoutes = (findProblem: () => Promise<string | null>) => [
  defineRoute({
    method: 'GET',
    path: '/healthz',
    operationId: 'checkLiveness',
    tag,
    summary: 'Check that the process is running',
    access,
    config,
    response: { 200: Status },
    run: () => ({ status: 'ok' as const }),
  }),

  defineRoute({
    method: 'GET',
    path: '/readyz',
    operationId: 'checkReadiness',
    tag,
    summary: 'Check that the server can serve requests',
    access,
    config,
    response: { 200: Status },
    run: async () => {
      const problem = await findProblem();
      if (problem !== null)
        throw new SpedyError('unavailable', { message: problem, headers: { 'retry-after': '2' } });
      return { status: 'ok' as const };
    },
  }),
];
