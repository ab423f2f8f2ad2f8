import { day } from '../../access/policy.ts';
import { appendAudit } from '../../audit/append.ts';
import {
  creatingCredential,
  recordCreatingSession,
  requireLiveCredential,
} from '../../audit/created-with.ts';
import { type ChangeOrigin, requireSession } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { parseEmail, parseName } from '../../contract/text.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { newToken } from '../../credentials/token-format.ts';
import { lockOrganization } from '../../organizations/queries.ts';
import { nameLength } from '../../organizations/schema.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { isId, newId } from '../../storage/ids.ts';
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
 * secret of the link exists only in the result.
 * @throws SpedyError session_required for an ADMIN invited with a token; validation_failed; already_exists if a
 * member has this email
 */
export function createInvitation(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  inviter: Inviter,
  request: InvitationRequest,
): Promise<{ row: InvitationRow; secret: string }> {
  const { email, key } = parseEmail('email', request.email);
  const name = request.name == null ? null : parseName('name', request.name, nameLength);
  const { role } = request;
  if (role === 'ADMIN')
    requireSession(
      from,
      'Sign in as an administrator to invite another administrator. Tokens cannot do this.',
    );
  const { at } = from;
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    await requireUnusedEmail(trx, organizationId, email);
    const replaced = await deleteInvitationTo(trx, organizationId, key);
    const secret = newToken('invitation');
    const fields = { id: newId('inv'), email, role, name, createdAt: at, expiresAt: at + lifetime };
    const row = { ...fields, inviterId: inviter.id, inviterName: inviter.name };
    await insertInvitation(trx, {
      ...row,
      organizationId,
      emailKey: key,
      hash: hashSecret(secret),
      createdWith: creatingCredential(from),
    });
    await recordCreatingSession(trx, organizationId, from);
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
      details: { email, role, name },
    });
    await requireLiveCredential(trx, organizationId, from);
    return { row, secret };
  });
}

/**
 * Replaces the link of an invitation, for a link that was lost, or was not shown because a token created the invitation.
 * Returns the secret of the new link; the previous one stops working.
 * @throws SpedyError session_required for a token; not_found as for `revokeInvitation`
 */
export async function renewInvitationLink(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  id: string,
): Promise<string> {
  if (!isId('inv', id)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    const secret = newToken('invitation');
    const hash = hashSecret(secret);
    const invitation = await replaceInvitationHash(trx, organizationId, id, hash, from.at);
    if (!invitation) throw new SpedyError('not_found');
    requireSession(
      from,
      'Sign in as an administrator to get the link of an invitation. Tokens cannot do this.',
    );
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
