import { appendAudit } from '../../audit/append.ts';
import type { LeakKind } from '../../contract/hooks.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { deletePendingInvitation, findInvitationHome } from '../../members/invitations-queries.ts';
import { findCreatingCredential } from '../../principals/created-with-queries.ts';
import { deleteSession, findSessionHome } from '../../sessions/queries.ts';
import { inTransaction } from '../../storage/database.ts';
import { reportedAs, type Subject, tellLeak } from './notify.ts';

const reason = 'reported as leaked';

/** A leaked session ends. If it has already ended, only its descendants end. */
export const leakedSessions: LeakKind = {
  tokenKind: 'session',
  revoke: async (db, from, value) => {
    const hash = hashSecret(value);
    const home = (await findSessionHome(db, hash)) ?? (await findCreatingCredential(db, hash));
    if (!home) return null;
    const { organizationId, id, userId } = home;
    const subject: Subject = { organizationId, userId, kind: 'session_leaked', id, name: '' };
    const noticeId = await inTransaction(db, async (trx) => {
      if (!(await deleteSession(trx, organizationId, id))) return null;
      const notice = await tellLeak(trx, subject, from.at);
      const details = { userId, reason };
      await appendAudit(trx, organizationId, from, {
        action: 'session.ended',
        target: { kind: 'session', id },
        details,
      });
      return notice;
    });
    return reportedAs(subject, noticeId);
  },
};

/** A leaked link revokes its invitation. An accepted invitation created a session, which ends as a descendant. */
export const leakedInvitations: LeakKind = {
  tokenKind: 'invitation',
  revoke: async (db, from, value) => {
    const hash = hashSecret(value);
    const home = (await findInvitationHome(db, hash)) ?? (await findCreatingCredential(db, hash));
    if (!home) return null;
    const { organizationId, id, userId } = home;
    const subject: Subject = {
      organizationId,
      userId,
      kind: 'invitation_leaked',
      id,
      name: home.email ?? '',
    };
    const noticeId = await inTransaction(db, async (trx) => {
      const ended = await deletePendingInvitation(trx, organizationId, id, from.at);
      if (!ended) return null;
      const notice = await tellLeak(trx, subject, from.at);
      const { email, role } = ended;
      await appendAudit(trx, organizationId, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { email, role, reason },
      });
      return notice;
    });
    return reportedAs(subject, noticeId);
  },
};
