import { setImmediate } from 'node:timers/promises';
import { Type } from 'typebox';
import { secretsIn, tokenKindOf } from '../credentials/token-format.ts';
import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import { revokeDescendants } from './revoke-descendants.ts';

/** Maximum number of secrets that one report revokes. */
const maxSecrets = 100;

const LeakReport = Type.Object(
  { tokens: Type.Array(Type.String({ maxLength: 1_000 }), { minItems: 1, maxItems: maxSecrets }) },
  { additionalProperties: false },
);
const Received = Type.Object({
  received: Type.Integer({ description: 'The number of values in the report.' }),
});

/** `POST /api/v1/leaked-tokens`: for secret scanners and anyone who finds a leaked token. */
export const leakRoutes = ({ db, hooks }: Services) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/leaked-tokens',
    operationId: 'reportLeakedTokens',
    tag: 'Service',
    summary: 'Report leaked secrets',
    description:
      'Revokes active secrets of any kind and organization, and all credentials created with them. The response is the same for all values. Each secret counts as one request against the limit of requests for each address. Text around a secret, such as quotes or Bearer, is ignored. If a report contains more than 100 secrets, only the first 100 are processed.',
    access: { credential: 'none', anyHost: true },
    body: LeakReport,
    response: { 202: Received },
    run: async ({ from, request, body: { tokens } }) => {
      const secrets = [...new Set(tokens.flatMap(secretsIn))].slice(0, maxSecrets);
      // Each costs as much as a request with it.
      await request.server.charge(request, secrets.length - 1);
      for (const value of secrets) {
        // On SQLite, looking up an unknown value does not wait for anything.
        await setImmediate();
        const tokenKind = tokenKindOf(value);
        const kind = hooks.leaks.find((known) => known.tokenKind === tokenKind);
        const reported = (await kind?.revoke(db, from, value)) ?? null;
        if (reported) await revokeDescendants(db, from, reported, hooks.descendants);
      }
      return { received: tokens.length };
    },
  }),
];
