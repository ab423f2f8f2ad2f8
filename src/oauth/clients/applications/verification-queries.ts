import { hashSecret } from '../../../credentials/hash.ts';
import type { Database, Transaction } from '../../../storage/database.ts';

/** Returns whether an administrator verified a client. */
export async function isVerified(db: Database, organizationId: string, clientId: string): Promise<boolean> {
  const row = await db
    .selectFrom('oauth_verified_clients')
    .select('verified_at')
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', hashSecret(clientId))
    .executeTakeFirst();
  return row !== undefined;
}

/** Verifies a client. Of two concurrent calls, one gets true. @param now milliseconds since the epoch */
export async function insertVerification(
  trx: Transaction,
  organizationId: string,
  clientIdHash: Uint8Array,
  now: number,
): Promise<boolean> {
  const inserted = await trx
    .insertInto('oauth_verified_clients')
    .values({ organization_id: organizationId, client_id_hash: clientIdHash, verified_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('verified_at')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Withdraws a verification. Of two concurrent calls, one gets true. */
export async function deleteVerification(
  trx: Transaction,
  organizationId: string,
  clientIdHash: Uint8Array,
): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('oauth_verified_clients')
    .where('organization_id', '=', organizationId)
    .where('client_id_hash', '=', clientIdHash)
    .returning('verified_at')
    .executeTakeFirst();
  return deleted !== undefined;
}
