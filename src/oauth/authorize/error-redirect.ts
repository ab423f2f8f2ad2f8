import { hashSecret } from '../../credentials/hash.ts';
import type { Database } from '../../storage/database.ts';
import { isTrusted } from '../clients/applications/trusted.ts';
import type { Client } from '../clients/client.ts';
import { redirectKind } from '../protocol/redirect-uris.ts';
import { findActiveConnections } from '../records/connection-queries.ts';
import type { Redirect } from './authorization-request.ts';

/**
 * Returns whether an error may be sent to the redirect URI without a click (RFC 9700 4.11.2): to a program on the
 * member's computer, a trusted client, or a client that the member has allowed. Otherwise a link to the organization's
 * host could redirect members to any website.
 * @param now milliseconds since the epoch
 */
export async function mayRedirectErrors(
  db: Database,
  organizationId: string,
  userId: string,
  client: Client,
  redirect: Redirect,
  now: number,
): Promise<boolean> {
  if (redirectKind(redirect.uri) === 'loopback') return true;
  if (await isTrusted(db, organizationId, client)) return true;
  const clientIdHash = hashSecret(client.clientId);
  const connections = await findActiveConnections(db, organizationId, userId, clientIdHash, now);
  return connections.length > 0;
}
