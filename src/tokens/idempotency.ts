import { invalidField, SpedyError } from '../contract/errors.ts';
import { hashSecret, sameHash } from '../credentials/hash.ts';
import type { Transaction } from '../storage/database.ts';
import { claimKey, findClaim } from './idempotency-queries.ts';

/** How long a key is stored, in milliseconds. */
export const keyLifetime = 86_400_000;
const form = /^[\x20-\x7e]{1,255}$/;

/** @throws SpedyError validation_failed if the key is empty, too long or not printable ASCII */
export function parseIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (!form.test(key)) throw invalidField('Idempotency-Key', 'must be 1 to 255 printable ASCII characters');
  return key;
}

/**
 * Claims a key for a request that creates a token. Only hashes of the key and the body are stored.
 * @throws SpedyError already_created, with the first token's ID, for a repeated request; idempotency_key_reused for
 * another request with the same key
 */
export async function claimIdempotencyKey(
  trx: Transaction,
  owner: { organizationId: string; userId: string },
  key: string,
  request: unknown,
  tokenId: string,
  at: number,
): Promise<void> {
  const claim = {
    ...owner,
    keyHash: hashSecret(key),
    requestHash: hashSecret(JSON.stringify(request)),
    tokenId,
    at,
  };
  if (await claimKey(trx, claim, at - keyLifetime)) return;
  const first = await findClaim(trx, claim);
  if (!first || !sameHash(first.requestHash, claim.requestHash))
    throw new SpedyError('idempotency_key_reused');
  throw new SpedyError('already_created', {
    message: `A request with this Idempotency-Key has already created the token ${first.tokenId}. Its secret was shown only then.`,
    tokenId: first.tokenId,
  });
}
