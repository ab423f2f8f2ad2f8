import { parseStoredScopes } from '../access/scopes.ts';
import { appendAudit } from '../audit/append.ts';
import { creatingCredential, requireLiveCredential, requireSameLimits } from '../audit/created-with.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId, newId } from '../storage/ids.ts';
import type { TokenCreator } from './create.ts';
import { endBy } from './inactive/ends.ts';
import { type MintedToken, mintToken } from './mint.ts';
import { endToken } from './queries.ts';
import { parseExpiry, requirePats, requireWithin } from './restrictions.ts';
import type { RotationRequest } from './schema.ts';
import { requireBelowTokenLimit } from './token-limit.ts';

/**
 * Replaces a member's token with a new one of the same name, description, scopes and expiry. The old one is revoked immediately or
 * after the overlap; a running overlap is never extended. After an error, the old token is unchanged.
 * @throws SpedyError plan_required; pats_disabled; validation_failed; not_found; insufficient_scope; policy_violation;
 * limit_reached if the overlap makes too many tokens
 */
export async function rotateToken(
  db: Database,
  from: ChangeOrigin,
  creator: TokenCreator,
  tokenId: string,
  { overlapSeconds = 0, expiresAt }: RotationRequest,
): Promise<MintedToken> {
  requirePats(creator.organization);
  const askedExpiry = parseExpiry(expiresAt, from.at);
  const endsAt = from.at + overlapSeconds * 1000;
  const owner = { organizationId: creator.organization.id, userId: creator.userId };
  if (!isId('tok', tokenId)) throw new SpedyError('not_found');
  const successorId = newId('tok');
  return inTransaction(db, async (trx) => {
    const old = await endToken(trx, owner.organizationId, tokenId, {
      userId: owner.userId,
      now: from.at,
      endsAt,
      end: { ...endBy(from, 'replaced'), successorId },
    });
    if (!old) throw new SpedyError('not_found');
    const wanted = { scopes: parseStoredScopes(old.scopes), expiresAt: askedExpiry ?? old.expiresAt };
    const restrictions = requireWithin(creator.organization, creator.restrictions, wanted, from.at);
    const token = await mintToken(
      trx,
      owner,
      { id: successorId, name: old.name, description: old.description, restrictions, predecessorId: tokenId },
      from,
    );
    await appendAudit(trx, owner.organizationId, from, {
      action: 'token.rotated',
      target: { kind: 'token', id: tokenId },
      details: {
        name: old.name,
        userId: owner.userId,
        successorId,
        endsAt: formatTimestamp(endsAt),
      },
    });
    // A token that rotates itself has just ended.
    if (creatingCredential(from) === tokenId) requireSameLimits(from, old);
    else await requireLiveCredential(trx, owner.organizationId, from);
    if (overlapSeconds > 0) await requireBelowTokenLimit(trx, owner, from.at);
    return token;
  });
}
