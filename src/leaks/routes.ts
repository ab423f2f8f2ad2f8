import { Type } from 'typebox';
import { secretsIn, tokenKindOf } from '../credentials/token-format.ts';
import type { RouteContext } from '../http/route-context.ts';
import { responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { endOffspring } from './end-offspring.ts';
import type { LeakKind, OffspringKind } from './leak-kind.ts';

/** Secrets that one report ends. */
const mostSecrets = 100;

const LeakReport = Type.Object(
  { tokens: Type.Array(Type.String({ maxLength: 1_000 }), { minItems: 1, maxItems: mostSecrets }) },
  { additionalProperties: false },
);
const Received = Type.Object({
  received: Type.Integer({ description: 'How many values were in the report.' }),
});

/** `POST /api/v1/leaked-tokens`: for secret scanners and whoever finds a token where it should not be. */
export function leakRoutes(
  server: Server,
  { db, now }: RouteContext,
  kinds: readonly LeakKind[],
  offspring: readonly OffspringKind[],
): void {
  server.post(
    '/api/v1/leaked-tokens',
    {
      schema: {
        tags: ['Service'],
        summary:
          'Report leaked secrets of any kind: live ones end, whosever they are, with what was made with them',
        description:
          'The answer is the same whatever the values are. What stands around a secret, such as quotes or Bearer, does no harm; of more than 100 secrets in a report the first 100 count.',
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
      const secrets = new Set(request.body.tokens.flatMap(secretsIn));
      for (const value of [...secrets].slice(0, mostSecrets)) {
        const tokenKind = tokenKindOf(value);
        const kind = kinds.find((known) => known.tokenKind === tokenKind);
        const reported = (await kind?.revoke(db, from, value)) ?? null;
        if (reported) await endOffspring(db, from, reported, offspring);
      }
      return reply.status(202).send({ received: request.body.tokens.length });
    },
  );
}
