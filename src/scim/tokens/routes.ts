import { organizationOrigin } from '../../contract/organization-address.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { presentScimToken } from './present.ts';
import { listScimTokens } from './queries.ts';
import { CreatedScimToken, ScimRotationRequest, ScimTokenList, ScimTokenRequest } from './schema.ts';
import { createScimToken, revokeScimToken, rotateScimToken } from './scim-tokens.ts';

const tag = 'Organization';
const path = '/api/v1/organization/scim-tokens';
const TokenId = idParameter('scimTokenId', 'sct');
const sessionOnly = 'Requires a session; a token gets session_required. The token is shown only once.';

/** Lists, creates, rotates and revokes the tokens of identity providers, for administrators. */
export const scimTokenRoutes = ({ db, now, settings }: Pick<Services, 'db' | 'now' | 'settings'>) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listScimTokens',
    tag,
    summary: 'List the SCIM tokens, with which identity providers manage members (admins)',
    access: administratorAccess,
    response: { 200: ScimTokenList },
    run: async ({ member: { organization } }) => {
      const rows = await listScimTokens(db, organization.id, now());
      const baseUrl = `${organizationOrigin(settings, organization.slug)}/scim/v2`;
      return { baseUrl, data: rows.map(presentScimToken) };
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    operationId: 'createScimToken',
    tag,
    summary: 'Create a SCIM token (admins)',
    description: sessionOnly,
    access: { ...administratorAccess, confirmed: true },
    body: ScimTokenRequest,
    reference: { errors: ['session_required', 'limit_reached', 'conflict', 'already_exists'] },
    response: { 201: CreatedScimToken },
    run: async ({ member: { organization, user }, from, body }) => {
      const { row, secret } = await createScimToken(db, organization, from, user, body);
      return { ...presentScimToken(row), token: secret };
    },
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/:scimTokenId/rotate`,
    operationId: 'rotateScimToken',
    tag,
    summary: 'Replace a SCIM token with a new one of the same name and role (admins)',
    description: sessionOnly,
    access: { ...administratorAccess, confirmed: true },
    params: TokenId,
    body: ScimRotationRequest,
    bodyDefault: {},
    reference: { errors: ['session_required', 'limit_reached', 'conflict'] },
    response: { 201: CreatedScimToken },
    run: async ({ member: { organization, user }, from, params, body }) => {
      const { overlapSeconds } = body;
      const id = params.scimTokenId;
      const { row, secret } = await rotateScimToken(db, organization, from, user, id, overlapSeconds);
      return { ...presentScimToken(row), token: secret };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:scimTokenId`,
    operationId: 'revokeScimToken',
    tag,
    summary: 'Revoke a SCIM token, which stops working immediately (admins)',
    access: administratorAccess,
    params: TokenId,
    response: { 204: NoContent },
    run: ({ member, from, params }) => revokeScimToken(db, member.organization.id, from, params.scimTokenId),
  }),
];
