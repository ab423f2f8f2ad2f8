import { roles } from '../../access/roles.ts';
import { parseStoredWord } from '../../access/words.ts';
import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import { parseName } from '../../contract/text.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { tokenKindOf } from '../../credentials/token-format.ts';
import { findOrganization } from '../../organizations/queries.ts';
import { nameLength } from '../../organizations/schema.ts';
import { insertCreatingCredential } from '../../principals/created-with-queries.ts';
import { type Browser, type BrowserSession, openBrowserSession } from '../../sign-in/open-browser-session.ts';
import { hashChosenPassword } from '../../sign-in/password-rules.ts';
import { requireOwnSignIn } from '../../sign-in/single-sign-on.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { joinBoards } from '../../tickets/board-members/join-boards.ts';
import { findBoards } from '../../tickets/board-members/queries.ts';
import { createMember } from '../members.ts';
import { requireUnusedEmail } from '../unused-email.ts';
import { mayInvite } from './may-invite.ts';
import { boardsOf } from './present.ts';
import { consumeInvitation, findInvitation } from './queries.ts';
import type { InvitationAcceptance } from './schema.ts';

/**
 * Returns the invitation of a link.
 * @throws SpedyError not_found if it is unknown, used, expired or of another organization, or the inviter can no longer
 * invite; rate_limited
 */
export async function readInvitation(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  token: string,
) {
  await limit.take(from.address ?? '', organizationId);
  const invitation = await requireInvitation(db, organizationId, from, token);
  limit.giveBack(from.address ?? '', organizationId);
  const { email, name, expiresAt } = invitation;
  return { email, name, expiresAt, role: parseStoredWord(roles, invitation.role) };
}

/**
 * Creates a member from an invitation and opens a session for them, in one transaction.
 * @throws SpedyError not_found; single_sign_on_required; validation_failed; already_exists if another member now has this email; rate_limited
 */
export async function acceptInvitation(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  browser: Browser,
  { token, name, password }: InvitationAcceptance,
): Promise<BrowserSession> {
  await limit.take(from.address ?? '', organizationId);
  await requireOwnSignIn(db, organizationId, null);
  // Checked before the password is hashed, because hashing is expensive.
  const { email } = await requireInvitation(db, organizationId, from, token);
  parseName('name', name, nameLength);
  await requireUnusedEmail(db, organizationId, email);
  const { slug, organizationName } = await findOrganization(db, organizationId);
  const owner = { email, name, organization: { slug, name: organizationName } };
  const passwordHash = await hashChosenPassword('password', password, owner);
  const session = await inTransaction(db, async (trx) => {
    // Again, in the transaction: the inviter may have lost the right to invite, and single sign-on may be required now.
    await requireInvitation(trx, organizationId, from, token);
    await requireOwnSignIn(trx, organizationId, null);
    const invitation = await consumeInvitation(trx, organizationId, hashSecret(token), from.at);
    if (!invitation) throw invalidLink();
    const { id, email, inviterId, createdWith } = invitation;
    const boardIds = boardsOf(invitation);
    const creating = { hash: hashSecret(token), organizationId, id, userId: inviterId, createdWith, email };
    await insertCreatingCredential(trx, creating, from.at);
    const role = parseStoredWord(roles, invitation.role);
    const member = await createMember(trx, organizationId, from, { email, name, role, passwordHash });
    const boards = await findBoards(trx, organizationId, boardIds);
    const deletedBoardIds = boardIds.filter((boardId) => !boards.some((board) => board.id === boardId));
    await joinBoards(trx, organizationId, from, member.id, boardIds);
    await appendAudit(trx, organizationId, from, {
      action: 'invitation.accepted',
      target: { kind: 'invitation', id },
      details: { email, role, userId: member.id, ...(deletedBoardIds.length > 0 ? { deletedBoardIds } : {}) },
    });
    return openBrowserSession(trx, organizationId, from, {
      userId: member.id,
      browser,
      openedBy: 'invitation',
      secondFactor: null,
      createdWith: id,
    });
  });
  limit.giveBack(from.address ?? '', organizationId);
  return session;
}

async function requireInvitation(db: Database, organizationId: string, { at }: ChangeOrigin, token: string) {
  if (tokenKindOf(token) !== 'invitation') throw invalidLink();
  const invitation = await findInvitation(db, organizationId, hashSecret(token), at);
  if (!invitation || !mayInvite({ role: invitation.inviterRole, state: invitation.inviterState }))
    throw invalidLink();
  return invitation;
}

function invalidLink(): SpedyError {
  return new SpedyError('not_found', {
    message:
      'This invitation is not valid. It may have been used, replaced or revoked, or it has expired. Ask for a new one.',
  });
}
