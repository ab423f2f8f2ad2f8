import { appendAudit } from '../audit/append.ts';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import type { Client } from './clients/client.ts';
import type { ClientCall } from './form-routes.ts';
import { endGrantRow } from './grant-queries.ts';
import { throughGrant } from './grants/grant-type.ts';
import {
  findAccessToken,
  findRefreshToken,
  hasLiveTokens,
  revokeAccessToken,
  revokeFamily,
} from './value-queries.ts';

/**
 * Revokes a token of the client that asks (RFC 7009 2.1): a confidential client's access token alone; a refresh token,
 * or a public client's access token, with all that its authorization gave. The grant ends with its last token. What is no token here, or no longer, is no error and has no
 * effect (2.2).
 * @throws OAuthError invalid_request for another client's token (2.1)
 */
export async function revokeToken(db: Database, call: ClientCall, token: string): Promise<void> {
  const kind = tokenKindOf(token);
  const hash = hashSecret(token);
  if (kind === 'access') await inTransaction(db, (trx) => revokeAccess(trx, call, hash));
  if (kind === 'refresh') await inTransaction(db, (trx) => revokeRefresh(trx, call, hash));
}

async function revokeAccess(trx: Transaction, call: ClientCall, hash: Buffer): Promise<void> {
  const { issuer, client, from } = call;
  const row = await findAccessToken(trx, issuer.id, hash);
  if (!row || row.endedAt !== null) return;
  requireOwn(row, client);
  // Whoever lost a public client's access token may have lost the refresh token beside it, and no secret guards that.
  if (client.authMethod === 'none') return endFamily(trx, call, row);
  if (!(await revokeAccessToken(trx, issuer.id, hash, from.at))) return;
  await appendAudit(trx, throughGrant(from, row.userId, row.grantId), {
    action: 'grant.token_revoked',
    target: { kind: 'grant', id: row.grantId },
    details: { client: row.clientName, token: 'access' },
  });
}

async function revokeRefresh(trx: Transaction, call: ClientCall, hash: Buffer): Promise<void> {
  const { issuer, client } = call;
  const row = await findRefreshToken(trx, issuer.id, hash);
  if (!row || row.endedAt !== null || row.revokedAt !== null) return;
  requireOwn(row, client);
  await endFamily(trx, call, row);
}

/** Ends all that one authorization gave, and the grant where nothing else of it lives. */
async function endFamily(trx: Transaction, { issuer, from }: ClientCall, row: TokenRow): Promise<void> {
  await revokeFamily(
    trx,
    { organizationId: issuer.id, grantId: row.grantId, familyId: row.familyId },
    from.at,
  );
  const ends = !(await hasLiveTokens(trx, issuer.id, row.grantId, from.at));
  if (ends) await endGrantRow(trx, issuer.id, row.grantId, null, from.at);
  const details = { client: row.clientName };
  await appendAudit(trx, throughGrant(from, row.userId, row.grantId), {
    action: ends ? 'grant.ended' : 'grant.token_revoked',
    target: { kind: 'grant', id: row.grantId },
    details: ends ? { ...details, reason: 'revoked by the application' } : { ...details, token: 'refresh' },
  });
}

type TokenRow = {
  readonly grantId: string;
  readonly familyId: string;
  readonly userId: string;
  readonly clientName: string;
};

function requireOwn(row: { readonly clientId: string }, { clientId }: Client): void {
  if (row.clientId !== clientId)
    throw new OAuthError('invalid_request', 'the token was issued to another client');
}
