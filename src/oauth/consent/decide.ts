import type { Static } from 'typebox';
import { parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { OAuthError } from '../../contract/oauth-error.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { inTransaction, type Transaction } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { codeExpiry, issueCode } from '../authorize/issue-code.ts';
import { redirectWithCode, redirectWithError } from '../authorize/redirect.ts';
import { parseStoredClient } from '../clients/stored-client.ts';
import type { OAuthContext } from '../issuer/context.ts';
import {
  decideRequest,
  findRequest,
  type RequestRow,
  setRequestConnection,
} from '../records/request-queries.ts';
import { allow } from './allow.ts';
import type { Decision } from './schema.ts';

/**
 * Decides a request once.
 * @param origin of the consent page
 * @returns the URL for the browser to open next; null for a device
 * @throws SpedyError not_found for a request of another session or an expired one; already_decided; forbidden if the
 * client was blocked after the request started
 */
export async function decide(
  context: OAuthContext,
  { organization, user, authentication: { sessionId } }: SessionPrincipal,
  from: ChangeOrigin,
  origin: string,
  requestId: string,
  { decision }: Static<typeof Decision>,
): Promise<string | null> {
  const { at } = from;
  const organizationId = organization.id;
  if (!isId('orq', requestId)) throw new SpedyError('not_found');
  return inTransaction(context.db, async (trx) => {
    const row = await decideRequest(trx, organizationId, requestId, sessionId, decision, at);
    if (!row) {
      const decided = await findRequest(trx, organizationId, requestId, sessionId, at);
      throw new SpedyError(decided ? 'already_decided' : 'not_found');
    }
    return decision === 'allow'
      ? allowRequest(trx, context, organizationId, from, user.id, origin, row)
      : denyRequest(trx, organizationId, from, origin, row);
  });
}

async function allowRequest(
  trx: Transaction,
  { lifetimes }: OAuthContext,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  origin: string,
  row: RequestRow,
): Promise<string | null> {
  const { at } = from;
  const client = parseStoredClient(row.client);
  const access = { scopes: parseOAuthScopes(row.scopes), audience: parseAudience(row.audience) };
  const expiresAt = row.redirectUri === null ? row.expiresAt : codeExpiry(lifetimes, at);
  const { redirectUri } = row;
  const connectionId = await allow(trx, organizationId, from, {
    userId,
    client,
    ...access,
    redirectUri,
    expiresAt,
  });
  if (row.redirectUri === null || row.codeChallenge === null) {
    await setRequestConnection(trx, organizationId, row.id, connectionId);
    return null;
  }
  const issuer = row.issuer ?? origin;
  const redirect = { uri: row.redirectUri, given: row.redirectGiven === 1 };
  const request = { ...access, codeChallenge: row.codeChallenge, redirect };
  const code = await issueCode(trx, organizationId, connectionId, request, lifetimes, at);
  return redirectWithCode({ uri: row.redirectUri, state: row.state }, issuer, code);
}

async function denyRequest(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  origin: string,
  row: RequestRow,
): Promise<string | null> {
  await appendAudit(trx, organizationId, from, {
    action: 'grant.denied',
    target: { kind: 'access_request', id: row.id },
    details: { client: parseStoredClient(row.client).name },
  });
  if (row.redirectUri === null) return null;
  const denied = new OAuthError('access_denied', 'the member denied the request');
  return redirectWithError({ uri: row.redirectUri, state: row.state }, row.issuer ?? origin, denied);
}
