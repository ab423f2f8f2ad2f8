import { Type } from 'typebox';
import type { DescendantKind, LeakKind } from '../contract/hooks.ts';
import { responses } from '../contract/schemas.ts';
import { secretsIn, tokenKindOf } from '../credentials/token-format.ts';
import { anonymousOrigin } from '../http/change-origin.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import { endDescendants } from './end-descendants.ts';

/** Maximum number of secrets that one report revokes. */
const mostSecrets = 100;

const LeakReport = Type.Object(
  { tokens: Type.Array(Type.String({ maxLength: 1_000 }), { minItems: 1, maxItems: mostSecrets }) },
  { additionalProperties: false },
);
const Received = Type.Object({
  received: Type.Integer({ description: 'The number of values in the report.' }),
});

/** `POST /api/v1/leaked-tokens`: for secret scanners and anyone who finds a leaked token. */
export function leakRoutes(
  server: Server,
  { db }: RouteContext,
  kinds: readonly LeakKind[],
  descendants: readonly DescendantKind[],
): void {
  server.post(
    '/api/v1/leaked-tokens',
    {
      schema: {
        tags: ['Service'],
        summary: 'Report leaked secrets',
        description:
          'Revokes active secrets of any kind and organization, and all credentials created with them. The response is the same for all values. Text around a secret, such as quotes or Bearer, is ignored. If a report contains more than 100 secrets, only the first 100 are processed.',
        body: LeakReport,
        response: responses({ 202: Received }),
      },
      config: { access: { credential: 'none', anyHost: true } },
    },
    async (request, reply) => {
      const from = anonymousOrigin(request);
      const secrets = new Set(request.body.tokens.flatMap(secretsIn));
      for (const value of [...secrets].slice(0, mostSecrets)) {
        const tokenKind = tokenKindOf(value);
        const kind = kinds.find((known) => known.tokenKind === tokenKind);
        const reported = (await kind?.revoke(db, from, value)) ?? null;
        if (reported) await endDescendants(db, from, reported, descendants);
      }
      return reply.status(202).send({ received: request.body.tokens.length });
    },
  );
}
