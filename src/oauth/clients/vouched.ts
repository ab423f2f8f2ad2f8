import type { Database } from '../../storage/database.ts';
import type { Client } from './client.ts';
import { isVerified } from './verified-queries.ts';

/**
 * Whether somebody vouches for a client: the host that publishes its metadata document, the secret that it
 * authenticates with, or an administrator of the organization who verified it. Anybody can register any other public
 * client under any name, and anybody can present its client id.
 */
export async function isVouchedFor(db: Database, organizationId: string, client: Client): Promise<boolean> {
  if (client.kind === 'metadata_document' || client.authMethod !== 'none') return true;
  return isVerified(db, organizationId, client.clientId);
}
