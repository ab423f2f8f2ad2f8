import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { PolicyChange } from '../../organizations/schema.ts';
import { dryRunPolicy } from '../policy-dry-run/dry-run.ts';
import { revokeToken } from '../revoke.ts';
import { PolicyDryRun } from '../schema.ts';
import { listTokens } from './list.ts';
import { revokeMatching } from './revoke-matching.ts';
import { BulkRevocation, BulkRevoked, OwnedTokenPage, OwnedTokenQuery } from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization/tokens';

/** All members' tokens, and previews of policy changes, for administrators. */
export const organizationTokenRoutes = ({ db, now, settings }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    operationId: 'listOrganizationTokens',
    tag,
    summary: "List the organization's tokens: the active ones, or those of another state (admins)",
    access: administratorAccess,
    query: OwnedTokenQuery,
    response: { 200: OwnedTokenPage },
    run: async ({ member: { organization }, query }) => {
      const { page, limit, cursor, sort, ...filter } = query;
      const request = { page, limit, cursor };
      return listTokens(db, organization, { filter, sort }, request, now());
    },
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/revoke`,
    operationId: 'revokeOrganizationTokens',
    tag,
    summary: 'Revoke several tokens at once, or all that match a filter (admins)',
    description:
      'By a filter, a request revokes up to 200 tokens and says how many remain. The token of the request itself is left out.',
    access: administratorAccess,
    body: BulkRevocation,
    reference: { errors: ['not_found'] },
    response: { 200: BulkRevoked },
    run: ({ member: { organization }, from, body }) => revokeMatching(db, organization, from, body),
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:tokenId`,
    operationId: 'revokeOrganizationToken',
    tag,
    summary: "Revoke any member's token (admins)",
    access: administratorAccess,
    params: idParameter('tokenId', 'tok'),
    response: { 204: NoContent },
    run: ({ member: { organization }, from, params }) =>
      revokeToken(db, organization.id, from, null, params.tokenId),
  }),

  defineRoute({
    method: 'POST',
    path: '/api/v1/organization/policy/dry-run',
    operationId: 'previewPolicy',
    tag,
    summary: 'Preview which tokens a policy change would revoke or disable (admins)',
    access: administratorAccess,
    body: PolicyChange,
    config: { load: 'list' },
    response: { 200: PolicyDryRun },
    run: ({ member: { organization }, body }) =>
      dryRunPolicy(db, organization, body, now(), settings.auditRetentionDays),
  }),
];
