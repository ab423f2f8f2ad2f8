import { SpedyError } from '../contract/errors.ts';
import { idParameter, NoContent, responses } from '../contract/schemas.ts';
import { originOf } from '../http/change-origin.ts';
import { principalOf } from '../http/gate/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import type { Server } from '../http/server.ts';
import type { Principal } from '../principals/principal.ts';
import { isId } from '../storage/ids.ts';
import { createToken, type TokenCreator } from './create.ts';
import { grantOf } from './grant.ts';
import { parseIdempotencyKey } from './idempotency.ts';
import { presentCreatedToken, presentToken } from './present.ts';
import { findActiveToken, listActiveTokens } from './queries.ts';
import { revokeToken } from './revoke.ts';
import { rotateToken } from './rotate.ts';
import {
  CreatedToken,
  IdempotencyHeader,
  RotationRequest,
  Token,
  TokenList,
  TokenRequest,
  TokenUsage,
  UsageQuery,
} from './schema.ts';
import { tokenUsage } from './usage.ts';

const access = { credential: 'any', scope: 'tokens:write' } as const;
const tags = ['Tokens'];
const path = '/api/v1/me/tokens';
const TokenId = idParameter('tokenId', 'tok');

/** Manages a member's own personal access tokens. */
export function tokenRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List your active tokens, newest first',
        response: responses({ 200: TokenList }),
      },
      config: { access },
    },
    async (request) => {
      const rows = await listActiveTokens(db, ownerOf(principalOf(request)), now());
      return { tokens: rows.map(presentToken) };
    },
  );

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Create a token',
        description: 'The response contains the secret, which is shown only once.',
        body: TokenRequest,
        headers: IdempotencyHeader,
        response: responses({ 201: CreatedToken }),
      },
      config: { access },
    },
    async (request, reply) => {
      const key = parseIdempotencyKey(request.headers['idempotency-key']);
      const creator = creatingCredential(principalOf(request));
      const token = await createToken(db, originOf(request), creator, request.body, key);
      return reply.status(201).header('location', `${path}/${token.row.id}`).send(presentCreatedToken(token));
    },
  );

  server.get(
    `${path}/usage`,
    {
      schema: {
        tags,
        summary: 'Get the daily usage of your tokens',
        querystring: UsageQuery,
        response: responses({ 200: TokenUsage }),
      },
      config: { access },
    },
    (request) => tokenUsage(db, ownerOf(principalOf(request)), request.query.days, now()),
  );

  server.get(
    `${path}/:tokenId`,
    {
      schema: {
        tags,
        summary: 'Get one of your active tokens',
        params: TokenId,
        response: responses({ 200: Token }),
      },
      config: { access },
    },
    async (request) => {
      const { tokenId } = request.params;
      const owner = ownerOf(principalOf(request));
      const row = isId('tok', tokenId) ? await findActiveToken(db, owner, tokenId, now()) : undefined;
      if (!row) throw new SpedyError('not_found');
      return presentToken(row);
    },
  );

  server.delete(
    `${path}/:tokenId`,
    {
      schema: {
        tags,
        summary: 'Revoke a token permanently',
        params: TokenId,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization, user } = principalOf(request);
      const { tokenId } = request.params;
      await revokeToken(db, organization.id, originOf(request), user.id, tokenId);
      return reply.status(204).send(null);
    },
  );

  server.post(
    `${path}/:tokenId/rotate`,
    {
      schema: {
        tags,
        summary: 'Replace a token with a new one',
        description: 'The old token is revoked immediately, or after an overlap.',
        params: TokenId,
        body: RotationRequest,
        response: responses({ 201: CreatedToken }),
      },
      config: { access },
      preValidation: (request, _reply, done) => {
        request.body ??= {};
        done();
      },
    },
    async (request, reply) => {
      const creator = creatingCredential(principalOf(request));
      const from = originOf(request);
      const token = await rotateToken(db, from, creator, request.params.tokenId, request.body);
      return reply.status(201).header('location', `${path}/${token.row.id}`).send(presentCreatedToken(token));
    },
  );
}

function ownerOf({ organization, user }: Principal) {
  return { organizationId: organization.id, userId: user.id };
}

function creatingCredential(principal: Principal): TokenCreator {
  return { organization: principal.organization, userId: principal.user.id, grant: grantOf(principal) };
}
