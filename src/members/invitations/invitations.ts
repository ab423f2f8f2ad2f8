import { day } from '../../access/policy.ts';
import { appendAudit } from '../../audit/append.ts';
import {
  creatingCredential,
  recordCreatingSession,
  requireLiveCredential,
} from '../../audit/created-with.ts';
import { type ChangeOrigin, requireSession } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import { parseEmail, parseName } from '../../contract/text.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import type { LinkMail } from '../../mail/queue.ts';
import { lockOrganization } from '../../organizations/queries.ts';
import { nameLength } from '../../organizations/schema.ts';
import { requireOwnSignInOfInvited } from '../../sign-in/single-sign-on.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
import { findBoards } from '../../tickets/board-members/queries.ts';
import { requireUnusedEmail } from '../unused-email.ts';
import {
  deleteInvitationsBy,
  deleteInvitationTo,
  deletePendingInvitation,
  type InvitationRow,
  insertInvitation,
  replaceInvitationHash,
} from './queries.ts';
import type { InvitationRequest } from './schema.ts';

/** Lifetime of an invitation, in milliseconds. */
const lifetime = 7 * day;

type Inviter = { readonly id: string; readonly name: string };

/**
 * Invites a person to become a member. Replaces an earlier invitation to the same email, whose link may be lost. The
 * secret of the link exists only in the result, and sealed in the message to the person.
 * @param linkMail null if no message is sent
 * @throws SpedyError session_required for an ADMIN invited with a token; validation_failed; already_exists if a
 * member has this email; single_sign_on_required
 */
export function createInvitation(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  inviter: Inviter,
  request: InvitationRequest,
  linkMail: LinkMail | null,
): Promise<{ row: InvitationRow; secret: string }> {
  const { email, key } = parseEmail('email', request.email);
  const name = request.name == null ? null : parseName('name', request.name, nameLength);
  const { role, boardIds = [] } = request;
  if (role === 'ADMIN')
    requireSession(
      from,
      'Sign in as an administrator to invite another administrator. Tokens cannot do this.',
    );
  const { at } = from;
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    await requireOwnSignInOfInvited(trx, organizationId);
    await requireBoards(trx, organizationId, boardIds);
    await requireUnusedEmail(trx, organizationId, email);
    const replaced = await deleteInvitationTo(trx, organizationId, key);
    const secret = newToken('invitation');
    const fields = { id: newId('inv'), email, role, name, createdAt: at, expiresAt: at + lifetime };
    const boards = boardIds.length > 0 ? boardIds.join(' ') : null;
    const row = { ...fields, inviterId: inviter.id, inviterName: inviter.name, boardIds: boards };
    await insertInvitation(trx, {
      ...row,
      organizationId,
      emailKey: key,
      hash: hashSecret(secret),
      createdWith: creatingCredential(from),
    });
    await recordCreatingSession(trx, organizationId, from);
    await linkMail?.(trx, invitationMail(organizationId, row, inviter.name, at), secret);
    if (replaced && replaced.expiresAt > at) {
      await appendAudit(trx, organizationId, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id: replaced.id },
        details: { email: replaced.email, role: replaced.role, reason: 'replaced', successorId: row.id },
      });
    }
    await appendAudit(trx, organizationId, from, {
      action: 'invitation.created',
      target: { kind: 'invitation', id: row.id },
      details: { email, role, name, ...(boardIds.length > 0 ? { boardIds } : {}) },
    });
    await requireLiveCredential(trx, organizationId, from);
    return { row, secret };
  });
}

/** @throws SpedyError validation_failed on `boardIds` for a board that does not exist */
async function requireBoards(
  trx: Transaction,
  organizationId: string,
  boardIds: readonly string[],
): Promise<void> {
  const found = await findBoards(trx, organizationId, boardIds);
  const missing = boardIds.find((id) => !found.some((board) => board.id === id));
  if (missing !== undefined)
    throw invalidField('boardIds', `must have boards that exist; ${missing} does not`);
}

/** The message that brings an invitation's link. */
function invitationMail(
  organizationId: string,
  { email, role, expiresAt }: { readonly email: string; readonly role: string; readonly expiresAt: number },
  inviter: string,
  at: number,
) {
  const fields = { inviter, role, expiresAt };
  return { organizationId, address: email, userId: null, kind: 'invitation', fields, at } as const;
}

/**
 * Replaces the link of an invitation, for a link that was lost, or was not shown because a token created the invitation.
 * Returns the secret of the new link; the previous one stops working.
 * @param linkMail null if no message is sent
 * @throws SpedyError session_required for a token; not_found as for `revokeInvitation`
 */
export async function renewInvitationLink(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  inviter: Inviter,
  id: string,
  linkMail: LinkMail | null,
): Promise<string> {
  if (!isId('inv', id)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    await requireOwnSignInOfInvited(trx, organizationId);
    const secret = newToken('invitation');
    const hash = hashSecret(secret);
    const invitation = await replaceInvitationHash(trx, organizationId, id, hash, from.at);
    if (!invitation) throw new SpedyError('not_found');
    requireSession(
      from,
      'Sign in as an administrator to get the link of an invitation. Tokens cannot do this.',
    );
    await linkMail?.(trx, invitationMail(organizationId, invitation, inviter.name, from.at), secret);
    await appendAudit(trx, organizationId, from, {
      action: 'invitation.link_renewed',
      target: { kind: 'invitation', id },
      details: { email: invitation.email, role: invitation.role },
    });
    return secret;
  });
}

/** Invitations revoked per transaction, which locks the organization's audit chain. */
export const invitationsAtOnce = 100;

/**
 * Revokes at most `limit` invitations by a member who loses the right to invite, in the caller's transaction. Returns
 * how many.
 */
export async function revokeInvitationsBy(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  limit: number,
): Promise<number> {
  const deleted = await deleteInvitationsBy(trx, organizationId, userId, limit);
  for (const { id, email, role, expiresAt } of deleted) {
    if (expiresAt <= from.at) continue;
    await appendAudit(trx, organizationId, from, {
      action: 'invitation.revoked',
      target: { kind: 'invitation', id },
      details: { email, role, reason: 'the inviter can no longer invite members' },
    });
  }
  return deleted.length;
}

/**
 * Revokes an invitation; its link stops working.
 * @throws SpedyError not_found if it is accepted, expired, unknown, or of another organization
 */
export async function revokeInvitation(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
): Promise<void> {
  if (!isId('inv', id)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    const revoked = await deletePendingInvitation(trx, organizationId, id, from.at);
    if (!revoked) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'invitation.revoked',
      target: { kind: 'invitation', id },
      details: { email: revoked.email, role: revoked.role },
    });
  });
}
