import type { Role } from '../access/roles.ts';
import { appendAudit } from '../audit/append.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { type ChangeOrigin, requireSession } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { parseEmail, parseName } from '../contract/text.ts';
import { lockOrganization } from '../organizations/queries.ts';
import { nameLength } from '../organizations/schema.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { endLinks } from '../sign-in/end-links.ts';
import { requireNotBreakGlass } from '../sign-in/single-sign-on.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { isId, newId } from '../storage/ids.ts';
import { revokeInvitationsBy } from './invitations/invitations.ts';
import { mayInvite } from './invitations/may-invite.ts';
import { findMember, hasOtherActiveAdmin, insertMember, type MemberRow, updateMember } from './queries.ts';
import type { UserChange } from './schema.ts';
import { emailInUse } from './unused-email.ts';

type NewMember = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string | null;
};

/**
 * Adds a member to an organization, in the caller's transaction.
 * @throws SpedyError validation_failed on email or name; already_exists if a member has this email
 */
export async function createMember(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  input: NewMember,
): Promise<MemberRow> {
  const { email, key } = parseEmail('email', input.email);
  const name = parseName('name', input.name, nameLength);
  const { at } = from;
  const { role, passwordHash } = input;
  const row = await insertMember(trx, {
    organizationId,
    id: newId('usr'),
    email,
    emailKey: key,
    name,
    role,
    passwordHash,
    at,
  });
  if (!row) throw emailInUse(email);
  await appendAudit(trx, organizationId, from, {
    action: 'member.created',
    target: { kind: 'user', id: row.id },
    details: { email, name, role },
  });
  return row;
}

/** @throws SpedyError not_found for an unknown ID, or that of another organization or a removed member */
export async function getMember(db: Database, organizationId: string, userId: string): Promise<MemberRow> {
  const member = isId('usr', userId) ? await findMember(db, organizationId, userId) : undefined;
  if (!member) throw new SpedyError('not_found');
  return member;
}

/**
 * Changes a member's name, role or state, which their credentials follow from the next request. Deactivation ends their
 * sessions and links and keeps their tokens, which work again after reactivation. A member who can no longer invite loses their
 * pending invitations.
 * @throws SpedyError not_found; session_required if a token would make an administrator; validation_failed; last_admin;
 * break_glass_administrator
 */
export function changeMember(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  change: UserChange,
): Promise<MemberRow> {
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const before = await getMember(trx, organizationId, userId);
    const after = {
      name: change.name === undefined ? before.name : parseName('name', change.name, nameLength),
      role: change.role ?? before.role,
      state: change.state ?? before.state,
    };
    const changed = changedFields({ name: before.name, role: before.role, state: before.state }, after);
    if (!changed) return before;
    if (makesAdmin(before, after))
      requireSession(
        from,
        'Sign in as an administrator to make another administrator. Tokens cannot do this.',
      );
    if (after.role !== 'ADMIN' || after.state !== 'active') {
      await requireAnotherAdmin(trx, organizationId, before);
      await requireNotBreakGlass(trx, organizationId, userId);
    }
    await updateMember(trx, organizationId, userId, { ...after, at: from.at });
    if (after.state === 'deactivated') {
      await deleteSessionsOf(trx, organizationId, userId);
      await endLinks(trx, organizationId, userId);
    }
    if (!mayInvite(after)) await revokeInvitationsBy(trx, organizationId, from, userId, allInvitations);
    await appendAudit(trx, organizationId, from, {
      action: 'member.changed',
      target: { kind: 'user', id: userId },
      details: changed,
    });
    return { ...before, ...after };
  });
}

/** More than a member can have: after a change that can be undone, none may remain. */
const allInvitations = 1_000_000;

/** Returns whether a change gives a member the role ADMIN, or reactivates one who has it. */
function makesAdmin(before: Pick<MemberRow, 'role' | 'state'>, after: typeof before): boolean {
  if (after.role !== 'ADMIN') return false;
  return before.role !== 'ADMIN' || (before.state !== 'active' && after.state === 'active');
}

/** Requires another active administrator. Call with the organization locked. @throws SpedyError last_admin */
export async function requireAnotherAdmin(
  trx: Transaction,
  organizationId: string,
  member: MemberRow,
): Promise<void> {
  if (member.role !== 'ADMIN' || member.state !== 'active') return;
  if (!(await hasOtherActiveAdmin(trx, organizationId, member.id))) throw new SpedyError('last_admin');
}
