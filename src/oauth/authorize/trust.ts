import { audienceAllows, parseAudience } from '../../access/audience.ts';
import { parseOAuthScopes } from '../../access/scopes.ts';
import type { Lifetimes } from '../../contract/settings.ts';
import { hashSecret } from '../../credentials/hash.ts';
import type { Database } from '../../storage/database.ts';
import { isVouchedFor } from '../clients/applications/vouched.ts';
import type { Client } from '../clients/client.ts';
import { redirectKind } from '../protocol/redirect-uris.ts';
import { coversScopes } from '../protocol/scope.ts';
import { findActiveConnections } from '../records/connection-queries.ts';
import { connectionEnd } from '../token/issue.ts';
import type { AuthorizationRequest, Redirect } from './authorize.ts';

/** The member whose connections are looked up. `at`: milliseconds since the epoch. */
type Asker = { readonly organizationId: string; readonly userId: string; readonly at: number };

/**
 * Returns whether an error may be sent to the redirect URI without a click (RFC 9700 4.11.2): to a program on the
 * member's computer, a trusted client, or a client that the member has allowed. Otherwise a link to the organization's
 * host could redirect members to any website.
 */
export async function mayReturnErrors(
  db: Database,
  { organizationId, userId, at }: Asker,
  client: Client,
  redirect: Redirect,
): Promise<boolean> {
  if (redirectKind(redirect.uri) === 'loopback') return true;
  if (await isVouchedFor(db, organizationId, client)) return true;
  const connections = await findActiveConnections(
    db,
    organizationId,
    userId,
    hashSecret(client.clientId),
    at,
  );
  return connections.length > 0;
}

/**
 * Returns whether an earlier consent may answer a request: only for a trusted client, and only with an https redirect
 * URI, which no other program on the computer can receive (RFC 8252 8.6).
 */
export async function mayBeRemembered(
  db: Database,
  organizationId: string,
  { client, redirect, asksConsent }: AuthorizationRequest,
): Promise<boolean> {
  if (asksConsent || redirectKind(redirect.uri) !== 'https') return false;
  return isVouchedFor(db, organizationId, client);
}

/** Finds a connection of the member that covers the request: same client and redirect URI, no fewer scopes. */
export async function findCoveringConnection(
  db: Database,
  { organizationId, userId, at }: Asker,
  { client, redirect, scopes, audience }: AuthorizationRequest,
  lifetimes: Lifetimes,
) {
  const connections = await findActiveConnections(
    db,
    organizationId,
    userId,
    hashSecret(client.clientId),
    at,
  );
  return connections.find(
    (connection) =>
      connectionEnd(connection, lifetimes) > at &&
      coversScopes(parseOAuthScopes(connection.scopes), scopes) &&
      audienceAllows(parseAudience(connection.audience), audience) &&
      (JSON.parse(connection.redirectUris) as unknown[]).includes(redirect.uri),
  );
}
