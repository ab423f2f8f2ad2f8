import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId } from '../storage/ids.ts';
import { endBy } from './inactive/ends.ts';
import { endTokens } from './organization/queries.ts';
import { endToken } from './queries.ts';

/**
 * Revokes an active token permanently.
 * @param userId the member it must belong to; null for an administrator or the operator, who can revoke any of the
 * organization
 * @throws SpedyError not_found if there is no such active token
 */
export async function revokeToken(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string | null,
  tokenId: string,
): Promise<void> {
  if (!isId('tok', tokenId)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    const now = from.at;
    const token = await endToken(trx, organizationId, tokenId, {
      userId,
      now,
      endsAt: now,
      end: endBy(from, 'revoked'),
    });
    if (!token) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'token.revoked',
      target: { kind: 'token', id: tokenId },
      details: { name: token.name, userId: token.userId },
    });
  });
}

/**
 * Revokes several tokens of the organization permanently, in one transaction. Ignores IDs that are not active tokens.
 * @returns the IDs of those that were active
 */
export function revokeTokens(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  tokenIds: readonly string[],
): Promise<readonly string[]> {
  const wanted = [...new Set(tokenIds)].filter((id) => isId('tok', id));
  if (wanted.length === 0) return Promise.resolve([]);
  return inTransaction(db, async (trx) => {
    const ended = await endTokens(trx, organizationId, wanted, from.at, endBy(from, 'revoked'));
    for (const { id, name, userId } of ended) {
      await appendAudit(trx, organizationId, from, {
        action: 'token.revoked',
        target: { kind: 'token', id },
        details: { name, userId },
      });
    }
    return ended.map((token) => token.id);
  });
}
