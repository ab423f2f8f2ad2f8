import { idParameter } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { requireToken, tokenDetails } from './details.ts';
import { tokenHistory } from './history.ts';
import { HistoryQuery, TokenDetails, TokenEventPage } from './schema.ts';

const ownAccess = { credential: 'any', scope: 'tokens:write' } as const;
const ownPath = '/api/v1/me/tokens/:tokenId';
const path = '/api/v1/organization/tokens/:tokenId';
const params = idParameter('tokenId', 'tok');
const list = { load: 'list' } as const;

/** All about one token, active or not: for its member, and for administrators. */
export const tokenDetailsRoutes = ({ db, now }: Services) => [
  defineRoute({
    method: 'GET',
    path: `${ownPath}/details`,
    operationId: 'getTokenDetails',
    tag: 'Tokens',
    summary: 'Get the state, use, last addresses and origin of one of your tokens, active or not',
    access: ownAccess,
    params,
    config: list,
    response: { 200: TokenDetails },
    run: async ({ member: { organization, user }, params: { tokenId } }) => {
      const row = await requireToken(db, organization.id, user.id, tokenId, now());
      return tokenDetails(db, organization, row, now());
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${ownPath}/history`,
    operationId: 'listTokenHistory',
    tag: 'Tokens',
    summary: 'List what happened to one of your tokens, newest first',
    access: ownAccess,
    params,
    query: HistoryQuery,
    response: { 200: TokenEventPage },
    run: async ({ member: { organization, user }, params: { tokenId }, query }) => {
      await requireToken(db, organization.id, user.id, tokenId, now());
      return tokenHistory(db, organization.id, tokenId, user.id, query);
    },
  }),

  defineRoute({
    method: 'GET',
    path,
    operationId: 'getOrganizationToken',
    tag: 'Organization',
    summary: "Get the state, use, last addresses and origin of any member's token, active or not (admins)",
    access: administratorAccess,
    params,
    config: list,
    response: { 200: TokenDetails },
    run: async ({ member: { organization }, params: { tokenId } }) => {
      const row = await requireToken(db, organization.id, null, tokenId, now());
      return tokenDetails(db, organization, row, now());
    },
  }),

  defineRoute({
    method: 'GET',
    path: `${path}/history`,
    operationId: 'listOrganizationTokenHistory',
    tag: 'Organization',
    summary: "List what happened to any member's token, newest first (admins)",
    access: administratorAccess,
    params,
    query: HistoryQuery,
    response: { 200: TokenEventPage },
    run: async ({ member: { organization }, params: { tokenId }, query }) => {
      await requireToken(db, organization.id, null, tokenId, now());
      return tokenHistory(db, organization.id, tokenId, null, query);
    },
  }),
];
