import { appendAudit } from '../audit/append.ts';
import { type ChangeOrigin, ownOrigin } from '../contract/change-origin.ts';
import type { MemberRemoved, ReleaseMember } from '../contract/hooks.ts';
import { queueMail } from '../mail/queue.ts';
import { lockOrganization } from '../organizations/queries.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { requireNotBreakGlass } from '../sign-in/single-sign-on.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import type { InSlices } from '../storage/slices.ts';
import { invitationsAtOnce, revokeInvitationsBy } from './invitations/invitations.ts';
import { getMember, requireAnotherAdmin } from './members.ts';
import { findMemberToRelease, markReleased, updateMember } from './queries.ts';

/** The sweep that releases removed members. */
export const removedMembers = 'removed members';

/**
 * Removes a member permanently. None of their credentials works after the commit. What names them follows in slices
 * (`sweepRemoved`), however much that is: their tokens and connections, seats on boards, assignments and remaining
 * invitations. Lists leave it out until then. What they wrote stays under their name.
 * @param memberRemoved runs the hooks of all features in the transaction
 * @throws SpedyError not_found; last_admin; break_glass_administrator
 */
export async function removeMember(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  memberRemoved: MemberRemoved,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const member = await getMember(trx, organizationId, userId);
    await requireAnotherAdmin(trx, organizationId, member);
    await requireNotBreakGlass(trx, organizationId, userId);
    const { email, name, role } = member;
    await updateMember(trx, organizationId, userId, { name, role, state: 'removed', at: from.at });
    await deleteSessionsOf(trx, organizationId, userId);
    await revokeInvitationsBy(trx, organizationId, from, userId, invitationsAtOnce);
    const removed = await memberRemoved(trx, organizationId, userId, from.at);
    const { at } = from;
    const fields = { at };
    // They are no longer a member, so no setting and no notice of theirs counts.
    const kind = 'member_removed';
    await queueMail(trx, { organizationId, address: email, userId: null, kind, fields, at });
    await appendAudit(trx, organizationId, from, {
      action: 'member.removed',
      target: { kind: 'user', id: userId },
      details: { email, name, role, ...removed },
    });
  });
}

/** Releases what still names removed members. */
export function sweepRemoved(
  db: Database,
  now: number,
  releaseMember: ReleaseMember,
  inSlices: InSlices,
): Promise<void> {
  return inSlices(async (limit) => {
    const member = await findMemberToRelease(db);
    if (!member) return 0;
    const { organizationId, userId } = member;
    await releaseSlice(db, organizationId, ownOrigin('system', now), userId, releaseMember, limit);
    return limit;
  });
}

/** Releases all that still names a removed member, for the operator, who waits for it. */
export async function releaseRemoved(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  releaseMember: ReleaseMember,
): Promise<void> {
  const limit = invitationsAtOnce;
  while ((await releaseSlice(db, organizationId, from, userId, releaseMember, limit)) >= limit) {
    // Each slice is a transaction of its own, so that servers can go on meanwhile.
  }
}

async function releaseSlice(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  releaseMember: ReleaseMember,
  limit: number,
): Promise<number> {
  const revoked = await inTransaction(db, (trx) =>
    revokeInvitationsBy(trx, organizationId, from, userId, invitationsAtOnce),
  );
  if (revoked === invitationsAtOnce) return limit;
  const released = await releaseMember(db, organizationId, userId, limit, from.at);
  if (released < limit) await markReleased(db, organizationId, userId, from.at);
  return released;
}
