import { hashSecret } from '../../credentials/hash.ts';
import type { Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import type { Client } from './client.ts';
export async function saveClient(
  trx: Transaction,
  organizationId: string,
  client: Client,
  now: number,
): Promise<{ id: string; blockedAt: number | null }> {
  await trx
    .insertInto('oauth_clients')
    .values({
      organization_id: organizationId,
      id: newId('app'),
      client_id: client.clientId,
      client_id_hash: hashSecret(client.clientId),
      kind: client.kind,
      name: client.name,
      uri: client.uri,
      logo_uri: client.logoUri,
      redirect_uris: JSON.stringify(client.redirectUris),
      auth_method: client.authMethod,
      secret_hash: client.secretHash,
      created_at: now,
      blocked_at: null,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  return trx
    .selectFrom('oauth_clients')
    .select(['id', 'blocked_at as blockedAt'])
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', hashSecret(client.clientId))
    .executeTakeFirstOrThrow();
}
