import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { hashPassword } from '../credentials/password.ts';
import { tellMember } from '../mail/tell.ts';
import type { SessionPrincipal } from '../principals/principal.ts';
import { deleteOtherSessions } from '../sessions/queries.ts';
import { inTransaction } from '../storage/database.ts';
import { endLinks } from './end-links.ts';
import { requireGoodPassword } from './password-rules.ts';
import { type ProofServices, requirePassword } from './proof.ts';
import { replacePassword } from './queries.ts';
import type { PasswordChange } from './schema.ts';

/**
 * Changes a member's password, and ends their other sessions and links. Tokens keep working. Attempts at the current
 * password are limited as at sign-in.
 * @throws SpedyError invalid_credentials if the current password is wrong; validation_failed; rate_limited
 */
export async function changePassword(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const { user, organization, authentication } = principal;
  // Validated first, because hashing is expensive.
  await requireGoodPassword('newPassword', newPassword, { ...user, organization });
  const verified = await requirePassword(services, from, principal, currentPassword);
  const replacement = await hashPassword(newPassword);
  await inTransaction(services.db, async (trx) => {
    if (!(await replacePassword(trx, organization.id, user.id, { verified, replacement }))) {
      throw new SpedyError('invalid_credentials', { message: 'The password was changed in the meantime.' });
    }
    const sessionsEnded = await deleteOtherSessions(trx, organization.id, user.id, authentication.sessionId);
    await endLinks(trx, organization.id, user.id);
    const { at, address } = from;
    const member = { organizationId: organization.id, userId: user.id };
    await tellMember(trx, member, 'password_changed', { at, address }, at);
    await appendAudit(trx, organization.id, from, {
      action: 'member.password_changed',
      target: { kind: 'user', id: user.id },
      details: { sessionsEnded },
    });
  });
}
