import { day } from '../access/policy.ts';
import type { Role } from '../access/roles.ts';
import { appendAudit } from '../audit/append.ts';
import { creatingCredential, rememberCreatingSession, requireLiveCreator } from '../audit/created-with.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { parseEmail, parseName } from '../contract/text.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken } from '../credentials/token-format.ts';
import { findMemberByEmail, lockOrganization } from '../organizations/queries.ts';
import { nameLength } from '../organizations/schema.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { isId, newId } from '../storage/ids.ts';
import {
  deleteInvitationsBy,
  deleteInvitationTo,
  deletePendingInvitation,
  type InvitationRow,
  insertInvitation,
  replaceInvitationHash,
} from './invitations-queries.ts';
import { requireSignedIn } from './may-invite.ts';

/** How long an invitation can be accepted, in milliseconds. */
const lifetime = 7 * day;

export type InvitationRequest = {
  readonly email: string;
  readonly role: Role;
  readonly name?: string | null;
};
type Inviter = { readonly id: string; readonly name: string };

/**
 * Invites somebody to become a member. An earlier invitation to the same email ends: its link may have gone astray.
 * The secret of the link exists only in what this returns.
 * @throws SpedyError session_required for an ADMIN invited with a token; validation_failed; already_exists when a
 * member has this email
 */
export function createInvitation(
  db: Database,
  from: ChangeOrigin,
  inviter: Inviter,
  request: InvitationRequest,
): Promise<{ row: InvitationRow; secret: string }> {
  const { email, key } = parseEmail('email', request.email);
  const asked = request.name ?? null;
  const name = asked === null ? null : parseName('name', asked, nameLength);
  const { role } = request;
  if (role === 'ADMIN')
    requireSignedIn(from, 'Only an administrator who is signed in may invite another one, not a token.');
  const { organizationId, at } = from;
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    if (await findMemberByEmail(trx, organizationId, email)) {
      throw new SpedyError('already_exists', {
        message: `There is a member with the email ${email} already.`,
      });
    }
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
    await rememberCreatingSession(trx, from);
    if (replaced && replaced.expiresAt > at) {
      await appendAudit(trx, from, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id: replaced.id },
        details: { email: replaced.email, role: replaced.role, reason: 'replaced', successorId: row.id },
      });
    }
    await appendAudit(trx, from, {
      action: 'invitation.created',
      target: { kind: 'invitation', id: row.id },
      details: { email, role, name },
    });
    await requireLiveCreator(trx, from);
    return { row, secret };
  });
}

/**
 * Gives an invitation a new link, for a link that was lost or that a token's invitation never showed. Returns its
 * secret; the link before opens nothing from now on.
 * @throws SpedyError session_required for a token; not_found as for `revokeInvitation`
 */
export async function renewInvitationLink(db: Database, from: ChangeOrigin, id: string): Promise<string> {
  if (!isId('inv', id)) throw new SpedyError('not_found');
  return inTransaction(db, async (trx) => {
    const secret = newToken('invitation');
    const hash = hashSecret(secret);
    const invitation = await replaceInvitationHash(trx, from.organizationId, id, hash, from.at);
    if (!invitation) throw new SpedyError('not_found');
    requireSignedIn(
      from,
      "Only an administrator who is signed in may read an invitation's link, not a token.",
    );
    await appendAudit(trx, from, {
      action: 'invitation.link_renewed',
      target: { kind: 'invitation', id },
      details: { email: invitation.email, role: invitation.role },
    });
    return secret;
  });
}

/** Takes every invitation of a member's back, in the transaction that takes from them the right to invite. */
export async function endInvitationsBy(trx: Transaction, from: ChangeOrigin, userId: string): Promise<void> {
  for (const { id, email, role, expiresAt } of await deleteInvitationsBy(trx, from.organizationId, userId)) {
    if (expiresAt <= from.at) continue;
    await appendAudit(trx, from, {
      action: 'invitation.revoked',
      target: { kind: 'invitation', id },
      details: { email, role, reason: 'its creator may not invite any more' },
    });
  }
}

/**
 * Takes an invitation back: its link opens nothing from now on.
 * @throws SpedyError not_found for one that is accepted, expired, of another organization, or never was
 */
export async function revokeInvitation(db: Database, from: ChangeOrigin, id: string): Promise<void> {
  if (!isId('inv', id)) throw new SpedyError('not_found');
  await inTransaction(db, async (trx) => {
    const revoked = await deletePendingInvitation(trx, from.organizationId, id, from.at);
    if (!revoked) throw new SpedyError('not_found');
    await appendAudit(trx, from, {
      action: 'invitation.revoked',
      target: { kind: 'invitation', id },
      details: { email: revoked.email, role: revoked.role },
    });
  });
}
