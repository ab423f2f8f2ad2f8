import { parseAudience } from '../../../access/audience.ts';
import { parseOAuthScopes } from '../../../access/scopes.ts';
import { appendAudit } from '../../../audit/append.ts';
import { OAuthError } from '../../../contract/oauth-error.ts';
import { hashSecret } from '../../../credentials/hash.ts';
import { tokenKindOf } from '../../../credentials/token-format.ts';
import { inTransaction, type Transaction } from '../../../storage/database.ts';
import type { ClientRequest } from '../../issuer/client-request.ts';
import type { OAuthContext } from '../../issuer/context.ts';
import { verifierFits } from '../../protocol/pkce.ts';
import { narrowResource } from '../../protocol/resource.ts';
import { isOver, throughConnection } from '../../records/connection.ts';
import { endConnectionRow } from '../../records/connection-queries.ts';
import { findCode, spendCode } from '../../records/issued-secret-queries.ts';
import { completeSignIn } from './complete-sign-in.ts';
import type { GrantType } from './grant-type.ts';
import type { TokenResponse } from './schema.ts';

type CodeRow = NonNullable<Awaited<ReturnType<typeof findCode>>>;

/**
 * Exchanges an authorization code (RFC 6749 4.1.3, RFC 7636 4.5). A code works once. If it is used again, one of the two
 * senders stole it, so the connection that it opened is revoked (RFC 6749 4.1.2). Other connections of the same client,
 * such as from another computer, stay active.
 */
export const authorizationCode: GrantType = {
  name: 'authorization_code',
  startsAt: 'authorize',
  defaultFor: ['registered', 'metadata_document'],
  exchanges: 'a code',
  rfc: 6749,
  section: '4.1.3',
  parameters: ['code', 'redirect_uri', 'code_verifier', 'resource'],
  handle: async (context, request) => {
    const { parameters } = request;
    const code = parameters.require('code');
    const verifier = parameters.require('code_verifier');
    if (tokenKindOf(code) !== 'code') throw invalidGrant();
    const hash = hashSecret(code);
    // A replay is rejected after the commit, because the connection must stay revoked.
    const tokens = await inTransaction(context.db, (trx) => exchange(trx, context, request, hash, verifier));
    if (!tokens) throw invalidGrant();
    return tokens;
  },
};

async function exchange(
  trx: Transaction,
  { now, lifetimes }: OAuthContext,
  request: ClientRequest,
  hash: Uint8Array,
  verifier: string,
): Promise<TokenResponse | null> {
  const { issuer, client, parameters, from } = request;
  const row = await findCode(trx, issuer.id, hash);
  if (row?.clientId !== client.clientId) throw invalidGrant();
  const at = now();
  if (isOver(row, lifetimes, at) || row.memberState !== 'active') throw invalidGrant();
  // A code that was used before it expired is a replay even after its expiry.
  if (row.expiresAt <= at && row.spentAt === null) throw invalidGrant();
  requireRedirect(row, parameters.get('redirect_uri'));
  if (!verifierFits(row.codeChallenge, verifier)) throw invalidGrant();
  const held = { scopes: parseOAuthScopes(row.scopes), audience: parseAudience(row.audience) };
  const audience = narrowResource(held.audience, issuer, parameters.all('resource'));
  if (!(await spendCode(trx, hash, at))) {
    await endConnectionRow(trx, issuer.id, row.connectionId, null, at);
    await appendAudit(trx, issuer.id, throughConnection(from, row.userId, row.connectionId), {
      action: 'grant.code_reused',
      target: { kind: 'grant', id: row.connectionId },
      details: { client: row.clientName },
    });
    return null;
  }
  return completeSignIn(trx, request, row, held, audience, lifetimes, at);
}

/** Requires the redirect_uri of the authorization request, if it had one (RFC 6749 4.1.3). */
function requireRedirect(row: CodeRow, redirectUri: string | null): void {
  if (redirectUri === null ? row.redirectGiven === 1 : redirectUri !== row.redirectUri) throw invalidGrant();
}

function invalidGrant(): OAuthError {
  return new OAuthError(
    'invalid_grant',
    'the code is invalid, used or expired, or was issued for another client, redirect_uri or code_verifier',
  );
}
