import type { FastifyReply } from 'fastify';
import { invalidField, SpedyError } from '../contract/errors.ts';
import { mapPage } from '../contract/paging.ts';
import { idParameter, NoContent } from '../contract/schemas.ts';
import { defineRoute } from '../http/define-route.ts';
import type { Services } from '../http/services.ts';
import type { Principal } from '../principals/principal.ts';
import { isId } from '../storage/ids.ts';
import { changeToken } from './change/change.ts';
import { createToken, type TokenCreator } from './create.ts';
import { parseIdempotencyKey } from './idempotency.ts';
import { listInactiveTokens } from './inactive/list-queries.ts';
import { presentInactiveToken } from './inactive/present.ts';
import { OwnTokenList, OwnTokenQuery } from './inactive/schema.ts';
import type { MintedToken } from './mint.ts';
import { presentCreatedToken, presentToken } from './present.ts';
import { findActiveToken, listActiveTokens } from './queries.ts';
import { restrictionsOf } from './restrictions.ts';
import { revokeToken } from './revoke.ts';
import { rotateToken } from './rotate.ts';
import {
  CreatedToken,
  IdempotencyHeader,
  RotationRequest,
  Token,
  TokenChange,
  TokenRequest,
  TokenUsage,
  UsageQuery,
} from './schema.ts';
import { tokenUsage } from './usage/usage.ts';

const access = { credential: 'any', scope: 'tokens:write' } as const;
const confirmedAccess = { ...access, confirmed: true } as const;
const tag = 'Tokens';
const path = '/api/v1/me/tokens';
const TokenId = idParameter('tokenId', 'tok');

/** A member's own personal access tokens. */
export const tokenRoutes = ({ db, now }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listTokens',
    tag,
    summary: 'List your tokens: the active ones, newest first, or the inactive ones',
    access,
    query: OwnTokenQuery,
    response: { 200: OwnTokenList },
    run: async ({ member, query: { state, limit, cursor } }) => {
      const owner = ownerOf(member);
      if (state === 'active') {
        if (cursor !== undefined)
          throw invalidField('cursor', 'belongs to inactive tokens: active ones come all together');
        const rows = await listActiveTokens(db, owner, now());
        return { tokens: rows.map(presentToken) };
      }
      const page = await listInactiveTokens(db, owner, { page: 1, limit, cursor }, now());
      const { data, nextCursor } = mapPage(page, presentInactiveToken);
      return { tokens: data, ...(nextCursor === undefined ? {} : { nextCursor }) };
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createToken',
    tag,
    summary: 'Create a token',
    description:
      'The response contains the secret, which is shown only once. A session needs a recent confirmation.',
    access: confirmedAccess,
    headers: IdempotencyHeader,
    body: TokenRequest,
    reference: {
      errors: [
        'plan_required',
        'pats_disabled',
        'limit_reached',
        'policy_violation',
        'already_created',
        'idempotency_key_reused',
        'conflict',
        'insufficient_scope',
      ],
    },
    response: { 201: CreatedToken },
    run: async ({ member, from, headers, body, reply }) => {
      const key = parseIdempotencyKey(headers['idempotency-key']);
      return created(reply, await createToken(db, from, creatorOf(member), body, key));
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/usage`,
    operationId: 'getTokenUsage',
    tag,
    summary: 'Get the daily usage of your tokens',
    access,
    query: UsageQuery,
    config: { load: 'list' },
    response: { 200: TokenUsage },
    run: ({ member, query }) => tokenUsage(db, ownerOf(member), query.days, now()),
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/:tokenId`,
    operationId: 'getToken',
    tag,
    summary: 'Get one of your active tokens',
    access,
    params: TokenId,
    response: { 200: Token },
    run: async ({ member, params: { tokenId } }) => {
      const owner = ownerOf(member);
      const row = isId('tok', tokenId) ? await findActiveToken(db, owner, tokenId, now()) : undefined;
      if (!row) throw new SpedyError('not_found');
      return presentToken(row);
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: `${path}/:tokenId`,
    operationId: 'updateToken',
    tag,
    summary: 'Rename, describe or narrow a token',
    description:
      'Scopes and lifetime can only be taken away. The change applies from the next request with the token.',
    access,
    params: TokenId,
    body: TokenChange,
    reference: { errors: ['policy_violation', 'insufficient_scope', 'conflict'] },
    response: { 200: Token },
    run: async ({ member, from, params, body }) =>
      presentToken(await changeToken(db, from, ownerOf(member), params.tokenId, body)),
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:tokenId`,
    operationId: 'revokeToken',
    tag,
    summary: 'Revoke a token permanently',
    access,
    params: TokenId,
    response: { 204: NoContent },
    run: ({ member: { organization, user }, from, params }) =>
      revokeToken(db, organization.id, from, user.id, params.tokenId),
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/:tokenId/rotate`,
    operationId: 'rotateToken',
    tag,
    summary: 'Replace a token with a new one',
    description:
      'The old token is revoked immediately, or after an overlap. A session needs a recent confirmation.',
    access: confirmedAccess,
    params: TokenId,
    body: RotationRequest,
    bodyDefault: {},
    reference: {
      errors: [
        'plan_required',
        'pats_disabled',
        'limit_reached',
        'policy_violation',
        'conflict',
        'insufficient_scope',
      ],
    },
    response: { 201: CreatedToken },
    run: async ({ member, from, params, body, reply }) =>
      created(reply, await rotateToken(db, from, creatorOf(member), params.tokenId, body)),
  }),
];

function created(reply: FastifyReply, token: MintedToken) {
  reply.header('location', `${path}/${token.row.id}`);
  return presentCreatedToken(token);
}

function ownerOf({ organization, user }: Principal) {
  return { organizationId: organization.id, userId: user.id };
}

function creatorOf(member: Principal): TokenCreator {
  return { organization: member.organization, userId: member.user.id, restrictions: restrictionsOf(member) };
}
