import type { Audience } from '../../../access/audience.ts';
import { appendAudit } from '../../../audit/append.ts';
import type { Lifetimes } from '../../../contract/settings.ts';
import { newToken } from '../../../credentials/token-format.ts';
import type { Transaction } from '../../../storage/database.ts';
import type { ClientRequest } from '../../issuer/client-request.ts';
import { throughConnection } from '../../records/connection.ts';
import { storeTokens } from '../../records/refresh-queries.ts';
import { auditRevokedConnections, revokeExcessConnections } from './connection-limit.ts';
import { prepareTokens, type TokenAccess } from './prepare-tokens.ts';
import { refreshToken } from './refresh-token.ts';
import type { TokenResponse } from './schema.ts';

/** The connection that a code opened. `consentedAt`: milliseconds since the epoch. */
type OpenedConnection = {
  readonly connectionId: string;
  readonly userId: string;
  readonly applicationId: string;
  readonly clientName: string;
  readonly consentedAt: number;
};

/**
 * Issues the first tokens of a connection, with a refresh token only for a client that has this grant type, and revokes
 * the member's excess connections.
 * @param held the scopes and audience of the connection
 * @param audience of the access token
 */
export async function completeSignIn(
  trx: Transaction,
  { issuer, client, from }: ClientRequest,
  connection: OpenedConnection,
  held: TokenAccess,
  audience: Audience,
  lifetimes: Lifetimes,
  now: number,
): Promise<TokenResponse> {
  const { connectionId, userId, consentedAt, clientName } = connection;
  const organizationId = issuer.id;
  const value = client.grantTypes.has(refreshToken.name) ? newToken('refresh') : null;
  const { rows, response: tokens } = prepareTokens(
    { organizationId, connectionId, consentedAt, address: from.address },
    { ...held, audience },
    value === null ? null : { value, held },
    lifetimes,
    now,
  );
  await storeTokens(trx, rows, null);
  const revoked = await revokeExcessConnections(trx, organizationId, connection, now);
  const changeOrigin = throughConnection(from, userId, connectionId);
  await appendAudit(trx, organizationId, changeOrigin, {
    action: 'grant.exchanged',
    target: { kind: 'grant', id: connectionId },
    details: { client: clientName, scopes: held.scopes, audience },
  });
  await auditRevokedConnections(trx, organizationId, changeOrigin, userId, revoked);
  return value === null ? tokens : { ...tokens, refresh_token: value };
}
