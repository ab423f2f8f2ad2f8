import { day } from '../../access/policy.ts';
import { toPage } from '../../contract/paging.ts';
import { idParameter, NoContent, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { RouteContext } from '../../http/route-context.ts';
import type { Server } from '../../http/server.ts';
import { PolicyChange } from '../../organizations/schema.ts';
import { dryRunPolicy } from '../policy-dry-run/dry-run.ts';
import { presentToken } from '../present.ts';
import { revokeToken, revokeTokens } from '../revoke.ts';
import { BulkRevocation, BulkRevoked, OwnedTokenPage, OwnedTokenQuery, PolicyDryRun } from '../schema.ts';
import { listOwnedTokens } from './queries.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];

/** Lists and revokes all members' tokens and tests policy changes, for administrators. */
export function organizationTokenRoutes(server: Server, { db, now }: RouteContext): void {
  server.get(
    '/api/v1/organization/tokens',
    {
      schema: {
        tags,
        summary: 'List all active tokens of the organization (admins)',
        querystring: OwnedTokenQuery,
        response: responses({ 200: OwnedTokenPage }),
      },
      config: { access },
    },
    async (request) => {
      const { userId, unusedForDays, expiringWithinDays, expiry, ...page } = request.query;
      const filter = {
        userId: userId ?? null,
        unusedSince: unusedForDays === undefined ? null : now() - unusedForDays * day,
        expiresBy: expiringWithinDays === undefined ? null : now() + expiringWithinDays * day,
        expiry: expiry ?? null,
      };
      const { id } = principalOf(request).organization;
      const { total, rows } = await listOwnedTokens(db, id, filter, page, now());
      return toPage(
        page,
        total,
        rows.map((row) => ({
          ...presentToken(row),
          owner: { id: row.ownerId, name: row.ownerName, email: row.ownerEmail },
        })),
      );
    },
  );

  server.post(
    '/api/v1/organization/tokens/revoke',
    {
      schema: {
        tags,
        summary: 'Revoke several tokens at once (admins)',
        body: BulkRevocation,
        response: responses({ 200: BulkRevoked }),
      },
      config: { access },
    },
    async (request) => {
      const { organization } = principalOf(request);
      const from = originOf(request);
      return { revoked: [...(await revokeTokens(db, organization.id, from, request.body.tokenIds))] };
    },
  );

  server.delete(
    '/api/v1/organization/tokens/:tokenId',
    {
      schema: {
        tags,
        summary: "Revoke any member's token (admins)",
        params: idParameter('tokenId', 'tok'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      await revokeToken(db, organization.id, originOf(request), null, request.params.tokenId);
      return reply.status(204).send(null);
    },
  );

  server.post(
    '/api/v1/organization/policy/dry-run',
    {
      schema: {
        tags,
        summary: 'Preview which tokens a policy change would revoke or disable (admins)',
        body: PolicyChange,
        response: responses({ 200: PolicyDryRun }),
      },
      config: { access },
    },
    (request) => dryRunPolicy(db, principalOf(request).organization, request.body, now()),
  );
}
