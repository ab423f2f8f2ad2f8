import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { clearAttemptsOf } from '../sign-in/attempts/queries.ts';
import { deleteFactor } from '../sign-in/second-factor/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { getMember } from './members.ts';

/**
 * Removes a member's second factor, backup codes and failed attempts, for a member who has lost the second factor. Ends
 * their sessions, because a lost phone may be signed in. They sign in with the password and set up a new one.
 * @throws SpedyError not_found for an unknown ID, or a member without a second factor
 */
export async function resetSecondFactor(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await getMember(trx, organizationId, userId);
    if (!(await deleteFactor(trx, { organizationId, userId })))
      throw new SpedyError('not_found', { message: 'This member has no second factor.' });
    await clearAttemptsOf(trx, organizationId, userId);
    const sessions = await deleteSessionsOf(trx, organizationId, userId);
    await appendAudit(trx, organizationId, from, {
      action: 'member.second_factor_reset',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded: sessions.length },
    });
  });
}
