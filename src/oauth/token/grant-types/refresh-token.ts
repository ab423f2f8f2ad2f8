import { parseAudience } from '../../../access/audience.ts';
import { parseOAuthScopes } from '../../../access/scopes.ts';
import { appendAudit } from '../../../audit/append.ts';
import type { AuditDetails } from '../../../contract/audit-actions.ts';
import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { tokenFromBytes, tokenKindOf } from '../../../credentials/token-format.ts';
import { inTransaction, type Transaction } from '../../../storage/database.ts';
import type { ClientRequest } from '../../issuer/client-request.ts';
import type { OAuthContext } from '../../issuer/context.ts';
import { narrowResource } from '../../protocol/resource.ts';
import { narrowScope } from '../../protocol/scope.ts';
import { isOver, throughConnection } from '../../records/connection.ts';
import { endConnectionRow } from '../../records/connection-queries.ts';
import {
  findRefreshToken,
  findRefreshTokenHash,
  spendRefreshToken,
} from '../../records/issued-secret-queries.ts';
import type { GrantType } from './grant-type.ts';
import { issueTokens } from './issue-tokens.ts';
import type { TokenResponse } from './schema.ts';

/** Milliseconds. */
const day = 86_400_000;

type RefreshRow = NonNullable<Awaited<ReturnType<typeof findRefreshToken>>>;

/**
 * Refreshes tokens (RFC 6749 6) with rotation (RFC 9700 4.14.2). The successor is derived from its predecessor with the
 * secret key, so a client that lost the response, or two tabs of it, get the same successor again during the grace
 * period. After that, a spent token counts as stolen, and its connection is revoked.
 */
export const refreshToken: GrantType = {
  name: 'refresh_token',
  startsAt: null,
  defaultFor: ['registered', 'metadata_document'],
  exchanges: 'a refresh token',
  rfc: 6749,
  section: '6',
  parameters: ['refresh_token', 'scope', 'resource'],
  handle: async (context, request) => {
    const presented = request.parameters.require('refresh_token');
    if (tokenKindOf(presented) !== 'refresh') throw invalidGrant();
    const successors = context.keys
      .macs('refresh-successor', presented)
      .map((mac) => tokenFromBytes('refresh', mac));
    const hash = hashSecret(presented);
    // A replay is rejected after the commit, because the connection must stay revoked.
    const tokens = await inTransaction(context.db, (trx) => refresh(trx, context, request, hash, successors));
    if (!tokens) throw invalidGrant();
    return tokens;
  },
};

async function refresh(
  trx: Transaction,
  { now, lifetimes }: OAuthContext,
  { issuer, client, parameters, from }: ClientRequest,
  hash: Uint8Array,
  successors: readonly string[],
): Promise<TokenResponse | null> {
  const row = await findRefreshToken(trx, issuer.id, hash);
  if (row?.clientId !== client.clientId) throw invalidGrant();
  const at = now();
  if (isOver(row, lifetimes, at) || row.memberState !== 'active') throw invalidGrant();
  const grace = lifetimes.refreshGrace * 1000;
  // A token that was spent before it expired is a replay even after its expiry.
  if (row.expiresAt <= at && (row.spentAt === null || at - row.spentAt < grace)) throw invalidGrant();
  const held = { scopes: parseOAuthScopes(row.scopes), audience: parseAudience(row.audience) };
  const access = {
    scopes: narrowScope(held.scopes, parameters.get('scope')),
    audience: narrowResource(held.audience, issuer, parameters.all('resource')),
  };
  const { connectionId, consentedAt } = row;
  const changeOrigin = throughConnection(from, row.userId, connectionId);
  const target = { kind: 'grant', id: connectionId } as const;
  const spentAt = await spendRefreshToken(trx, hash, at, at + grace);
  if (spentAt !== null && at - spentAt >= grace) {
    await endConnectionRow(trx, issuer.id, connectionId, null, at);
    await appendAudit(trx, issuer.id, changeOrigin, {
      action: 'grant.ended',
      target,
      details: { client: row.clientName, reason: 'a spent refresh token was used again' },
    });
    return null;
  }
  const successor = spentAt === null ? successors[0] : await storedSuccessor(trx, issuer.id, successors);
  if (successor === undefined) throw invalidGrant();
  const refreshDay = Math.floor(at / day);
  const counted = { day: refreshDay, expiresAt: row.connectionExpiresAt };
  const signIn = {
    organizationId: issuer.id,
    connectionId,
    consentedAt,
    address: from.address,
    refresh: counted,
  };
  const stored = spentAt === null ? { value: successor, held } : null;
  const tokens = await issueTokens(trx, signIn, access, stored, lifetimes, at);
  const repeated = spentAt !== null;
  if (repeated || row.refreshedDay !== refreshDay || row.address !== from.address)
    await appendAudit(trx, issuer.id, changeOrigin, {
      action: 'grant.refreshed',
      target,
      details: {
        client: row.clientName,
        scopes: access.scopes,
        repeated,
        ...earlierRefreshes(row, refreshDay),
      },
    });
  return { ...tokens, refresh_token: successor };
}

/**
 * Returns the details about the last earlier day with refreshes. Of one day, the log has the first refresh, those from
 * another address than the one before, and repetitions.
 */
function earlierRefreshes(
  { refreshedDay, refreshes }: Pick<RefreshRow, 'refreshedDay' | 'refreshes'>,
  today: number,
): Pick<AuditDetails<'grant.refreshed'>, 'earlierDay' | 'earlierRefreshes'> {
  if (refreshedDay === null || refreshes === null || refreshedDay === today) return {};
  return {
    earlierDay: new Date(refreshedDay * day).toISOString().slice(0, 10),
    earlierRefreshes: refreshes,
  };
}

/** Returns the successor issued earlier: the secret key may have been rotated since. */
async function storedSuccessor(trx: Transaction, organizationId: string, successors: readonly string[]) {
  if (successors.length === 1) return successors[0];
  const stored = await findRefreshTokenHash(trx, organizationId, successors.map(hashSecret));
  return successors.find((successor) => stored && hashSecret(successor).equals(stored.hash));
}

function invalidGrant(): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'the refresh token is invalid, spent, revoked or expired, or was issued to another client: authorize again',
  );
}
