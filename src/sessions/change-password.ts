import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import { verifyPassword } from '../credentials/password.ts';
import { SpedyError } from '../http/errors.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { hashChosenPassword } from './password-rules.ts';
import { deleteOtherSessions, findPasswordHash, replacePassword } from './queries.ts';
import type { SignInThrottle } from './throttle.ts';

type Change = { readonly currentPassword: string; readonly newPassword: string };
type Signer = { readonly userId: string; readonly sessionId: string };

/**
 * Changes a member's password, and ends their other sessions. Tokens stay: they are revoked where they are listed.
 * Guessing the current one is throttled like a sign-in.
 * @throws SpedyError invalid_credentials when the current one is wrong; validation_failed; rate_limited
 */
export async function changePassword(
  db: Database,
  throttle: SignInThrottle,
  from: Provenance,
  { userId, sessionId }: Signer,
  { currentPassword, newPassword }: Change,
): Promise<void> {
  const { organizationId } = from;
  const address = from.address ?? '';
  throttle.take(organizationId, userId, address);
  const verified = await findPasswordHash(db, organizationId, userId);
  if (!(await verifyPassword(verified, currentPassword)) || verified === null) {
    throw new SpedyError('invalid_credentials', { message: 'The current password is wrong.' });
  }
  throttle.giveBack(organizationId, userId, address);
  const replacement = await hashChosenPassword('newPassword', newPassword);
  await inTransaction(db, async (trx) => {
    if (!(await replacePassword(trx, organizationId, userId, { verified, replacement }))) {
      throw new SpedyError('invalid_credentials', { message: 'The password was changed meanwhile.' });
    }
    const sessionsEnded = await deleteOtherSessions(trx, organizationId, userId, sessionId);
    await appendAudit(trx, from, {
      action: 'member.password_changed',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded },
    });
  });
}
