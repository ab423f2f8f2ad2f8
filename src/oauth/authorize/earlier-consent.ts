import { audienceAllows, parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import { appendAudit } from '../../audit/append.ts';
import { requireLiveCredential } from '../../audit/created-with.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { lockApplicationOf } from '../clients/application-queries.ts';
import { isTrusted } from '../clients/applications/trusted.ts';
import type { OAuthContext } from '../issuer/context.ts';
import { redirectKind } from '../protocol/redirect-uris.ts';
import { coversScopes } from '../protocol/scope.ts';
import { connectionEnd } from '../records/connection.ts';
import { findActiveConnections } from '../records/connection-queries.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { codeExpiry, issueCode } from './issue-code.ts';
import { openConnection } from './open-connection.ts';

/**
 * Returns whether an earlier consent may answer a request: only for a trusted client, and only with an https redirect
 * URI, which no other program on the computer can receive (RFC 8252 8.6).
 */
export async function mayUseEarlierConsent(
  db: Database,
  organizationId: string,
  { client, redirect, forcesConsent }: AuthorizationRequest,
): Promise<boolean> {
  if (forcesConsent || redirectKind(redirect.uri) !== 'https') return false;
  return isTrusted(db, organizationId, client);
}

/**
 * Issues a code on the basis of an earlier consent; null if no active connection covers the request. The new connection
 * expires together with the consent that it relies on.
 */
export function issueCodeByEarlierConsent(
  { db, lifetimes }: OAuthContext,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  request: AuthorizationRequest,
): Promise<string | null> {
  const { at } = from;
  const { client, scopes, audience, redirect } = request;
  return inTransaction(db, async (trx) => {
    const application = await lockApplicationOf(trx, organizationId, hashSecret(client.clientId));
    if (!application) return null;
    const covering = await findCoveringConnection(trx, organizationId, userId, request, lifetimes, at);
    if (!covering) return null;
    const expiresAt = codeExpiry(lifetimes, at);
    const allowed = { userId, scopes, audience, redirectUri: redirect.uri, expiresAt };
    const { consentedAt } = covering;
    const id = await openConnection(trx, organizationId, from, allowed, application.id, consentedAt);
    const code = await issueCode(trx, organizationId, id, request, lifetimes, at);
    await appendAudit(trx, organizationId, from, {
      action: 'grant.allowed_before',
      target: { kind: 'grant', id },
      details: { client: client.name, scopes, audience, allowedBy: covering.id },
    });
    await requireLiveCredential(trx, organizationId, from);
    return code;
  });
}

/** Finds a connection of the member that covers the request: same client and redirect URI, no fewer scopes. */
async function findCoveringConnection(
  trx: Transaction,
  organizationId: string,
  userId: string,
  { client, redirect, scopes, audience }: AuthorizationRequest,
  lifetimes: Lifetimes,
  now: number,
) {
  const clientIdHash = hashSecret(client.clientId);
  const connections = await findActiveConnections(trx, organizationId, userId, clientIdHash, now);
  return connections.find(
    (connection) =>
      connectionEnd(connection, lifetimes) > now &&
      coversScopes(parseOAuthScopes(connection.scopes), scopes) &&
      audienceAllows(parseAudience(connection.audience), audience) &&
      (JSON.parse(connection.redirectUris) as unknown[]).includes(redirect.uri),
  );
}
