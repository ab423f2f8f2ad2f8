import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { OAuthError } from '../../contract/oauth-error.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { tokenKindOf } from '../../credentials/token-format.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRequest } from '../issuer/client-request.ts';
import { throughConnection } from '../records/connection.ts';
import { endConnectionRow } from '../records/connection-queries.ts';
import {
  findAccessToken,
  findRefreshToken,
  hasLiveTokens,
  revokeAccessToken,
} from '../records/issued-secret-queries.ts';

type TokenRow = NonNullable<Awaited<ReturnType<typeof findRefreshToken>>>;

/**
 * Revokes one of the client's own tokens (RFC 7009 2.1). A confidential client's access token is revoked alone. A refresh
 * token, a public client's access token, and the last active token of a connection are revoked with the connection.
 * Unknown and inactive tokens are ignored (2.2).
 * @throws OAuthError invalid_request for another client's token (2.1)
 */
export async function revokeToken(db: Database, request: ClientRequest, token: string): Promise<void> {
  const kind = tokenKindOf(token);
  const hash = hashSecret(token);
  if (kind === 'access') await inTransaction(db, (trx) => revokeAccess(trx, request, hash));
  if (kind === 'refresh') await inTransaction(db, (trx) => revokeRefresh(trx, request, hash));
}

async function revokeAccess(trx: Transaction, request: ClientRequest, hash: Buffer): Promise<void> {
  const { issuer, client, isPublic, from } = request;
  const row = await findAccessToken(trx, issuer.id, hash);
  if (!row || row.endedAt !== null || row.revokedAt !== null || row.expiresAt <= from.at) return;
  requireOwn(row, client);
  // If a public client's access token leaked, its refresh token may have leaked too, and no client secret protects that.
  if (isPublic) return revokeConnection(trx, issuer.id, from, row);
  if (!(await revokeAccessToken(trx, issuer.id, hash, from.at))) return;
  if (!(await hasLiveTokens(trx, issuer.id, row.connectionId, from.at)))
    return revokeConnection(trx, issuer.id, from, row);
  await appendAudit(trx, issuer.id, throughConnection(from, row.userId, row.connectionId), {
    action: 'grant.token_revoked',
    target: { kind: 'grant', id: row.connectionId },
    details: { client: row.clientName, token: 'access' },
  });
}

async function revokeRefresh(trx: Transaction, request: ClientRequest, hash: Buffer): Promise<void> {
  const { issuer, client, from } = request;
  const row = await findRefreshToken(trx, issuer.id, hash);
  if (!row || row.endedAt !== null) return;
  requireOwn(row, client);
  await revokeConnection(trx, issuer.id, from, row);
}

async function revokeConnection(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  { userId, connectionId, clientName }: Pick<TokenRow, 'userId' | 'connectionId' | 'clientName'>,
): Promise<void> {
  if (!(await endConnectionRow(trx, organizationId, connectionId, null, from.at))) return;
  await appendAudit(trx, organizationId, throughConnection(from, userId, connectionId), {
    action: 'grant.ended',
    target: { kind: 'grant', id: connectionId },
    details: { client: clientName, reason: 'revoked by the client' },
  });
}

function requireOwn(row: { readonly clientId: string }, { clientId }: Client): void {
  if (row.clientId !== clientId)
    throw new OAuthError('invalid_request', 'the token was issued to another client');
}
