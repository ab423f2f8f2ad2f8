import { Type } from 'typebox';
import { tokenKindOf } from '../credentials/token-format.ts';
import type { RouteContext } from '../http/route-context.ts';
import { responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import type { LeakKind } from './leak-kind.ts';

const LeakReport = Type.Object(
  { tokens: Type.Array(Type.String({ maxLength: 1_000 }), { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
);
const Received = Type.Object({
  received: Type.Integer({ description: 'How many values were in the report.' }),
});

/** `POST /api/v1/leaked-tokens`: for secret scanners and whoever finds a token where it should not be. */
export function leakRoutes(server: Server, { db, now }: RouteContext, kinds: readonly LeakKind[]): void {
  server.post(
    '/api/v1/leaked-tokens',
    {
      schema: {
        tags: ['Service'],
        summary: 'Report leaked tokens: live ones are revoked, whosever they are',
        description: 'The answer is the same whatever the values are.',
        body: LeakReport,
        response: responses({ 202: Received }),
      },
      config: { access: { credential: 'none', anyHost: true } },
    },
    async (request, reply) => {
      const from = {
        actor: { kind: 'anonymous' },
        at: now(),
        address: request.ip,
        requestId: request.id,
      } as const;
      for (const value of new Set(request.body.tokens)) {
        const tokenKind = tokenKindOf(value);
        await kinds.find((kind) => kind.tokenKind === tokenKind)?.revoke(db, from, value);
      }
      return reply.status(202).send({ received: request.body.tokens.length });
    },
  );
}
