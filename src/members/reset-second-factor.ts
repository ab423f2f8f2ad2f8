import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { clearAttemptsOf } from '../sign-in/attempts/queries.ts';
import { deletePasskeysOf } from '../sign-in/passkeys/queries.ts';
import { deleteBackupCodes, deleteFactor } from '../sign-in/second-factor/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { getMember } from './members.ts';
import { tellOfReset } from './tell-of-reset.ts';

/**
 * Removes a member's authenticator app, passkeys, backup codes and failed attempts, for a member who has lost the second factor. Ends
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
    const member = await getMember(trx, organizationId, userId);
    const key = { organizationId, userId };
    const app = await deleteFactor(trx, key);
    const passkeys = await deletePasskeysOf(trx, key);
    await deleteBackupCodes(trx, key);
    if (!app && passkeys === 0)
      throw new SpedyError('not_found', { message: 'This member has no second factor.' });
    await clearAttemptsOf(trx, organizationId, userId);
    const sessions = await deleteSessionsOf(trx, organizationId, userId);
    await tellOfReset(trx, organizationId, from, member, 'second_factor');
    await appendAudit(trx, organizationId, from, {
      action: 'member.second_factor_reset',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded: sessions.length },
    });
  });
}
