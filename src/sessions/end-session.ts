import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { isId } from '../storage/ids.ts';
import { deleteSessionOf, deleteSessionsOf } from './queries.ts';

/**
 * Ends one of a member's sessions.
 * @throws SpedyError not_found for a session of another member, or one that has ended
 */
export async function endSession(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  sessionId: string,
): Promise<void> {
  if (!isId('ses', sessionId)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    if (!(await deleteSessionOf(trx, organizationId, userId, sessionId))) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'session.ended',
      target: { kind: 'session', id: sessionId },
      ...ofMember(from, userId),
    });
  });
}

/** Ends all sessions of a member, including the current one. */
export async function endEverySession(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    for (const { id } of await deleteSessionsOf(trx, organizationId, userId)) {
      await appendAudit(trx, organizationId, from, {
        action: 'session.ended',
        target: { kind: 'session', id },
        ...ofMember(from, userId),
      });
    }
  });
}

/** The details of an ended session: whose it was, if somebody else ended it. */
function ofMember({ actor }: ChangeOrigin, userId: string) {
  return actor.kind === 'member' && actor.userId === userId ? {} : { details: { userId } };
}
