import { day } from '../../access/policy.ts';
import { mapPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { PolicyChange } from '../../organizations/schema.ts';
import { dryRunPolicy } from '../policy-dry-run/dry-run.ts';
import { presentToken } from '../present.ts';
import { revokeToken, revokeTokens } from '../revoke.ts';
import { BulkRevocation, BulkRevoked, OwnedTokenPage, OwnedTokenQuery, PolicyDryRun } from '../schema.ts';
import { listOwnedTokens } from './queries.ts';

const tag = 'Organization';
const path = '/api/v1/organization/tokens';

/** All members' tokens, and previews of policy changes, for administrators. */
export const organizationTokenRoutes = ({ db, now }: Services) => [
  defineRoute({
    method: 'GET',
    path,
    tag,
    summary: 'List all active tokens of the organization (admins)',
    access: administratorAccess,
    query: OwnedTokenQuery,
    response: { 200: OwnedTokenPage },
    run: async ({ member: { organization }, query }) => {
      const { userId, unusedForDays, expiringWithinDays, expiry, ...page } = query;
      const filter = {
        userId: userId ?? null,
        unusedSince: unusedForDays === undefined ? null : now() - unusedForDays * day,
        expiresBy: expiringWithinDays === undefined ? null : now() + expiringWithinDays * day,
        expiry: expiry ?? null,
      };
      const tokens = await listOwnedTokens(db, organization.id, filter, page, now());
      return mapPage(tokens, (row) => ({
        ...presentToken(row),
        owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
      }));
    },
  }),

  defineRoute({
    method: 'POST',
    path: `${path}/revoke`,
    tag,
    summary: 'Revoke several tokens at once (admins)',
    access: administratorAccess,
    body: BulkRevocation,
    response: { 200: BulkRevoked },
    run: async ({ member: { organization }, from, body }) => {
      const revoked = await revokeTokens(db, organization.id, from, body.tokenIds);
      return { revoked: [...revoked] };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: `${path}/:tokenId`,
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
    tag,
    summary: 'Preview which tokens a policy change would revoke or disable (admins)',
    access: administratorAccess,
    body: PolicyChange,
    response: { 200: PolicyDryRun },
    run: ({ member: { organization }, body }) => dryRunPolicy(db, organization, body, now()),
  }),
];
