import { appendAudit } from '../../audit/append.ts';
import type { DescendantKind, LeakKind } from '../../contract/hooks.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { addLeakNotice, type LeakedCredential, reportedAs } from '../../notices/leak-notices.ts';
import { findCreatingCredential, rowsCreatedWith } from '../../principals/created-with-queries.ts';
import { inTransaction } from '../../storage/database.ts';
import { mayInvite } from './may-invite.ts';
import { deletePendingInvitation, findInvitation, findInvitationInAnyOrganization } from './queries.ts';

/** A leaked link revokes its invitation. An accepted invitation created a session, which ends as a descendant. */
export const leakedInvitations: LeakKind = {
  tokenKind: 'invitation',
  revoke: async (db, from, value) => {
    const hash = hashSecret(value);
    const found =
      (await findInvitationInAnyOrganization(db, hash)) ?? (await findCreatingCredential(db, hash));
    if (!found) return null;
    const { organizationId, id, userId, email } = found;
    const kind = 'invitation_leaked';
    const leaked: LeakedCredential = { organizationId, userId, kind, id, name: email ?? '' };
    const noticeId = await inTransaction(db, async (trx) => {
      const revoked = await deletePendingInvitation(trx, organizationId, id, from.at);
      if (!revoked) return null;
      const notice = await addLeakNotice(trx, leaked, from.at);
      await appendAudit(trx, organizationId, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { email: revoked.email, role: revoked.role, reason: 'reported as leaked' },
      });
      return notice;
    });
    return reportedAs(leaked, noticeId);
  },
  identify: async (db, organizationId, value, now) => {
    const hash = hashSecret(value);
    const found = await findInvitationInAnyOrganization(db, hash);
    if (found?.organizationId !== organizationId) return null;
    const pending = await findInvitation(db, organizationId, hash, now);
    const isActive =
      pending !== undefined && mayInvite({ role: pending.inviterRole, state: pending.inviterState });
    return { id: found.id, name: found.email, userId: found.userId, isActive };
  },
};

/** The invitations that were created with a token or session. */
export const invitationDescendants: DescendantKind = {
  createdWith: rowsCreatedWith('invitations'),
  revoke: async (trx, organizationId, from, ids, details) => {
    let count = 0;
    for (const id of ids) {
      const revoked = await deletePendingInvitation(trx, organizationId, id, from.at);
      if (!revoked) continue;
      count += 1;
      await appendAudit(trx, organizationId, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { email: revoked.email, role: revoked.role, ...details },
      });
    }
    return count;
  },
};
