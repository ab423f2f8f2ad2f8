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
import { type RefreshBatches, storeTokens } from '../../records/refresh-queries.ts';
import type { GrantType } from './grant-type.ts';
import { prepareTokens } from './prepare-tokens.ts';
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
    const ordinary =
      context.refreshes && (await refreshWithOthers(context.refreshes, context, request, hash, successors));
    if (ordinary) return ordinary;
    // A replay is rejected after the commit, because the connection must stay revoked.
    const tokens = await inTransaction(context.db, (trx) => refresh(trx, context, request, hash, successors));
    if (!tokens) throw invalidGrant();
    return tokens;
  },
};

/**
 * Makes an ordinary refresh together with those of concurrent clients: the first use of a token, and nothing to log. Null if it
 * is not one.
 */
async function refreshWithOthers(
  refreshes: RefreshBatches,
  context: OAuthContext,
  request: ClientRequest,
  hash: Uint8Array,
  [successor]: readonly string[],
): Promise<TokenResponse | null> {
  const row = await findRefreshToken(context.db, request.issuer.id, hash);
  if (!row || row.spentAt !== null || successor === undefined) return null;
  const usable = ifUsable(row, context, request);
  if (!usable || usable.isLogged) return null;
  const { at, grace, access, held, connection, refreshDay } = usable;
  const { rows, response } = prepareTokens(
    connection,
    access,
    { value: successor, held },
    context.lifetimes,
    at,
  );
  if (rows.refresh === null) return null;
  const isMade = await refreshes.add({
    tokens: { ...rows, refresh: rows.refresh },
    refresh: { day: refreshDay, expiresAt: row.connectionExpiresAt },
    hash,
    at,
    repeatable: at + grace,
  });
  return isMade ? { ...response, refresh_token: successor } : null;
}

async function refresh(
  trx: Transaction,
  context: OAuthContext,
  request: ClientRequest,
  hash: Uint8Array,
  successors: readonly string[],
): Promise<TokenResponse | null> {
  const { issuer, from } = request;
  const row = await findRefreshToken(trx, issuer.id, hash);
  if (!row) throw invalidGrant();
  const { at, grace, access, held, connection, isLogged, refreshDay } = requireUsable(row, context, request);
  const { connectionId } = row;
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
  const stored = spentAt === null ? { value: successor, held } : null;
  const { rows, response } = prepareTokens(connection, access, stored, context.lifetimes, at);
  await storeTokens(trx, rows, { day: refreshDay, expiresAt: row.connectionExpiresAt });
  const repeated = spentAt !== null;
  if (repeated || isLogged)
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
  return { ...response, refresh_token: successor };
}

/** The transaction reports what is wrong, when that is durable. */
function ifUsable(...row: Parameters<typeof requireUsable>): ReturnType<typeof requireUsable> | null {
  try {
    return requireUsable(...row);
  } catch (error) {
    if (error instanceof OAuthError) return null;
    throw error;
  }
}

/**
 * Returns what a client can get for a refresh token that it may use, or repeat, now.
 * @throws OAuthError invalid_grant, invalid_scope, invalid_target
 */
function requireUsable(
  row: RefreshRow,
  { now, lifetimes }: OAuthContext,
  { issuer, client, parameters, from }: ClientRequest,
) {
  if (row.clientId !== client.clientId) throw invalidGrant();
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
  const refreshDay = Math.floor(at / day);
  const { connectionId, consentedAt } = row;
  const { address } = from;
  return {
    at,
    grace,
    held,
    access,
    refreshDay,
    connection: { organizationId: issuer.id, connectionId, consentedAt, address },
    /** Whether the log has this refresh, also if it is not a repetition. */
    isLogged: row.refreshedDay !== refreshDay || row.address !== address,
  };
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
