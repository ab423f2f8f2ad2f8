import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { hashPassword } from '../credentials/password.ts';
import { credentialId, type Principal } from '../principals/principal.ts';
import { deleteOtherSessions, replacePassword } from '../sessions/queries.ts';
import { inTransaction } from '../storage/database.ts';
import { requireGoodPassword } from './password-rules.ts';
import { type ProofDoor, requirePassword } from './proof.ts';

type Change = { readonly currentPassword: string; readonly newPassword: string };

/**
 * Changes a member's password and ends their other sessions. Tokens keep working. Attempts at the current password are
 * limited as at sign-in.
 * @throws SpedyError invalid_credentials if the current password is wrong; validation_failed; rate_limited
 */
export async function changePassword(
  door: ProofDoor,
  from: ChangeOrigin,
  principal: Principal,
  { currentPassword, newPassword }: Change,
): Promise<void> {
  const { user, organization } = principal;
  // Validated first, because hashing is expensive.
  await requireGoodPassword('newPassword', newPassword, { ...user, organization });
  const verified = await requirePassword(door, from, principal, currentPassword);
  const replacement = await hashPassword(newPassword);
  await inTransaction(door.db, async (trx) => {
    if (!(await replacePassword(trx, organization.id, user.id, { verified, replacement }))) {
      throw new SpedyError('invalid_credentials', { message: 'The password was changed in the meantime.' });
    }
    const sessionsEnded = await deleteOtherSessions(trx, organization.id, user.id, credentialId(principal));
    await appendAudit(trx, organization.id, from, {
      action: 'member.password_changed',
      target: { kind: 'user', id: user.id },
      details: { sessionsEnded },
    });
  });
}
