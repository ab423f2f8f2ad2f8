import { appendAudit } from '../audit/append.ts';
import { type ChangeOrigin, ownOrigin } from '../contract/change-origin.ts';
import type { MemberRemoved, ReleaseMember } from '../contract/hooks.ts';
import { lockOrganization } from '../organizations/queries.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { type InSlices, slicer } from '../storage/slices.ts';
import { invitationsAtOnce, revokeInvitationsBy } from './invitations/invitations.ts';
import { getMember, requireAnotherAdmin } from './members.ts';
import { findMemberToRelease, markReleased, updateMember } from './queries.ts';

/** Slices of released rows for which the removal's response waits; the sweep does the rest. */
const slicesInRequest = 10;

/**
 * Removes a member permanently. Their sessions, tokens and connections end in the commit. What else names them follows
 * in slices: their seats on boards, assignments and remaining invitations. What they wrote stays under their name.
 * @param memberRemoved runs the hooks of all features in the transaction
 * @throws SpedyError not_found; last_admin
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
    const { email, name, role } = member;
    await updateMember(trx, organizationId, userId, { name, role, state: 'removed' });
    await deleteSessionsOf(trx, organizationId, userId);
    await revokeInvitationsBy(trx, organizationId, from, userId, invitationsAtOnce);
    const removed = await memberRemoved(trx, organizationId, userId, from.at);
    await appendAudit(trx, organizationId, from, {
      action: 'member.removed',
      target: { kind: 'user', id: userId },
      details: { email, name, role, ...removed },
    });
  });
}

/**
 * Releases what names a member who was just removed, as far as a response can wait for it.
 * @param releaseMember runs the hooks of all features
 */
export function releaseRemoved(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  releaseMember: ReleaseMember,
): Promise<void> {
  const inSlices = slicer(undefined, slicesInRequest);
  return inSlices((limit) => releaseSlice(db, organizationId, from, userId, releaseMember, limit));
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
  const released = await releaseMember(db, organizationId, userId, limit);
  if (released < limit) await markReleased(db, organizationId, userId, from.at);
  return released;
}
