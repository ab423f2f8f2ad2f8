import { type Static, Type } from 'typebox';
import { SpedyError } from '../contract/errors.ts';
import { defineRoute } from './define-route.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
/** The state of one part. `degraded`: requests are served, but slower. `unknown`: not checked. */
export type Check = Static<typeof CheckSchema>;
const CheckSchema = Type.Object({
  name: Type.String({ examples: ['database'] }),
  state: Type.Enum(['ok', 'degraded', 'failed', 'unknown']),
  milliseconds: Type.Number({
    examples: [1.4],
    description: 'How long the check took; of the change feed, its last read.',
  }),
});
const ReadyStatus = Type.Object({
  status: Type.Literal('ok'),
  checks: Type.Optional(Type.Array(CheckSchema, { description: 'With `verbose`.' })),
});
const Verbose = Type.Object({
  verbose: Type.Optional(
    Type.String({
      examples: ['1'],
      description:
        'Present, with any value: each check with its state and duration. Of a 503, they are the `details`.',
    }),
  ),
});

/** Whether the server can serve requests. */
export type Readiness = {
  /** Why it cannot, or null. */
  readonly problem: string | null;
  readonly checks: readonly Check[];
};

const access = { credential: 'none', anyHost: true, beforeReady: true } as const;
const config = { load: 'none' } as const;
const tag = 'Service';

/**
 * `/healthz` answers while the process runs; `/readyz` answers 503 until it can serve requests. Both answer
 * on any host.
 */
export const healthRoutes = (checkReadiness: () => Promise<Readiness>) => [
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
    query: Verbose,
    response: { 200: ReadyStatus },
    run: async ({ query }) => {
      const isVerbose = query.verbose !== undefined;
      const { problem, checks } = await checkReadiness();
      if (problem !== null) throw notReady(problem, isVerbose ? checks : null);
      return { status: 'ok' as const, ...(isVerbose ? { checks: checks.map(rounded) } : {}) };
    },
  }),
];

function notReady(message: string, checks: readonly Check[] | null): SpedyError {
  const headers = { 'retry-after': '2' };
  if (checks === null) return new SpedyError('unavailable', { message, headers });
  const details = checks.map(rounded).map(({ name, state, milliseconds }) => ({
    path: name,
    message: `${state}, ${milliseconds} ms`,
  }));
  return new SpedyError('unavailable', { message, headers, details });
}

function rounded(check: Check): Check {
  return { ...check, milliseconds: Math.round(check.milliseconds * 10) / 10 };
}
