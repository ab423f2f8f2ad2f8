import type { Transaction } from '../storage/database.ts';

export type IdempotencyClaim = {
  readonly organizationId: string;
  readonly userId: string;
  readonly keyHash: Uint8Array;
  readonly requestHash: Uint8Array;
  readonly tokenId: string;
  readonly at: number;
};

/** Claims a key for a request; undefined if another request has it, which has then committed. */
export async function claimKey(trx: Transaction, claim: IdempotencyClaim, expiredBefore: number) {
  await trx
    .deleteFrom('idempotency_keys')
    .where('organization_id', '=', claim.organizationId)
    .where('user_id', '=', claim.userId)
    .where('key_hash', '=', claim.keyHash)
    .where('created_at', '<', expiredBefore)
    .execute();
  return trx
    .insertInto('idempotency_keys')
    .values({
      organization_id: claim.organizationId,
      user_id: claim.userId,
      key_hash: claim.keyHash,
      request_hash: claim.requestHash,
      token_id: claim.tokenId,
      created_at: claim.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('token_id as tokenId')
    .executeTakeFirst();
}

export function findClaim(trx: Transaction, { organizationId, userId, keyHash }: IdempotencyClaim) {
  return trx
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'token_id as tokenId'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('key_hash', '=', keyHash)
    .executeTakeFirst();
}
