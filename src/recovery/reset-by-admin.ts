import { type ChangeOrigin, requireSession } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { getMember } from '../members/members.ts';
import { tellOfReset } from '../members/tell-of-reset.ts';
import { requirePasswordOf } from '../sign-in/single-sign-on.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { createReset, type Delivery } from './reset-links.ts';

/**
 * Creates a link with which another member can set a new password, for an administrator or the operator. Every
 * administrator is told if it is for one of them.
 * @returns the secret of the link
 * @throws SpedyError not_found; forbidden for a deactivated member, and for oneself; session_required for a token;
 * mail_unavailable; single_sign_on_required
 */
export function resetByAdmin(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  { delivery, linkMail, by }: Delivery,
): Promise<string> {
  const { actor } = from;
  requireSession(from, 'Sign in as an administrator to reset a password. Tokens cannot do this.');
  if (actor.kind === 'member' && actor.userId === userId)
    throw new SpedyError('forbidden', {
      message: 'Change your own password under Settings > Account > Security.',
    });
  return inTransaction(db, async (trx) => {
    const member = await getMember(trx, organizationId, userId);
    if (member.state !== 'active')
      throw new SpedyError('forbidden', { message: 'This member is deactivated. Reactivate them first.' });
    await requirePasswordOf(trx, organizationId, member);
    if (delivery === 'email' && linkMail === null) throw new SpedyError('mail_unavailable');
    await tellOfReset(trx, organizationId, from, member, 'password');
    return createReset(trx, organizationId, from, member, {
      linkMail: delivery === 'email' ? linkMail : null,
      by,
      delivery,
    });
  });
}
