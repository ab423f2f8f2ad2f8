import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import { SpedyError } from '../http/errors.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId } from '../storage/ids.ts';
import { endGrantRow } from './grant-queries.ts';

/**
 * Ends a grant for good, with all its codes and tokens.
 * @param userId whose grant it must be; null for an administrator, who may end any of the organization
 * @throws SpedyError not_found when there is no such active grant
 */
export async function endGrant(
  db: Database,
  from: Provenance,
  userId: string | null,
  grantId: string,
): Promise<void> {
  if (!isId('grt', grantId)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    const ended = await endGrantRow(trx, from.organizationId, grantId, userId, from.at);
    if (!ended) throw new SpedyError('not_found');
    await appendAudit(trx, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id: grantId },
      details: { client: ended.clientName, userId: ended.userId },
    });
  });
}
