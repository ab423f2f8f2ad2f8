import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { isId } from '../../storage/ids.ts';
import { lockApplication } from '../clients/application-queries.ts';
import { endConnectionRow, endConnectionsTo } from '../records/connection-queries.ts';

/**
 * Revokes a connection with all its codes and tokens.
 * @param userId the member it must belong to; null for an administrator, who can revoke any of the organization
 * @throws SpedyError not_found if there is no such active connection
 */
export async function endConnection(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string | null,
  connectionId: string,
): Promise<void> {
  if (!isId('grt', connectionId)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    const ended = await endConnectionRow(trx, organizationId, connectionId, userId, from.at);
    if (!ended) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'grant.ended',
      target: { kind: 'grant', id: connectionId },
      details: { client: ended.clientName, userId: ended.userId },
    });
  });
}

/**
 * Revokes all connections of a member to an application.
 * @throws SpedyError not_found if there are none
 */
export async function endConnectionsOfMemberTo(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  applicationId: string,
): Promise<void> {
  if (!isId('app', applicationId)) throw new SpedyError('not_found');
  const { at } = from;
  await inTransaction(db, async (trx) => {
    // The lock serializes this with a concurrent consent, which is either revoked here too or comes afterwards.
    const application = await lockApplication(trx, organizationId, applicationId);
    const ended = await endConnectionsTo(trx, organizationId, applicationId, userId, at);
    if (!application || ended.length === 0) throw new SpedyError('not_found');
    for (const { id } of ended)
      await appendAudit(trx, organizationId, from, {
        action: 'grant.ended',
        target: { kind: 'grant', id },
        details: { client: application.name, userId },
      });
  });
}
