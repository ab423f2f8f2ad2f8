import type { Database } from '../../../storage/database.ts';
import type { Client } from '../client.ts';
import { isVerified } from './verification-queries.ts';

/**
 * Returns whether a client is trusted: it has a metadata document at its host, it authenticates with a secret or keys, or
 * an administrator verified it. Anyone can register any other client under any name, and anyone can use its client id.
 */
export async function isTrusted(db: Database, organizationId: string, client: Client): Promise<boolean> {
  if (client.kind === 'metadata_document' || client.authMethod !== 'none') return true;
  return isVerified(db, organizationId, client.clientId);
}
