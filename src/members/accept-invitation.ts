import { parseRole, type Role } from '../access/roles.ts';
import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { parseName } from '../contract/text.ts';
import { hashSecret } from '../credentials/hash.ts';
import { tokenKindOf } from '../credentials/token-format.ts';
import { findMemberByEmail, findOrganization } from '../organizations/queries.ts';
import { nameLength } from '../organizations/schema.ts';
import { insertCreatingCredential } from '../principals/created-with-queries.ts';
import { type Browser, type NewSession, openSession } from '../sessions/open-session.ts';
import { rememberSources } from '../sign-in/attempts/remember-sources.ts';
import { hashChosenPassword } from '../sign-in/password-rules.ts';
import type { InvitationThrottle } from '../sign-in/throttle.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { consumeInvitation, findInvitation } from './invitations-queries.ts';
import { mayInvite } from './may-invite.ts';
import { createMember, emailTaken } from './members.ts';

export type Acceptance = {
  readonly token: string;
  readonly name: string;
  readonly password: string;
};

/**
 * The invitation behind a link, for whoever holds it.
 * @throws SpedyError not_found when it is wrong, used, expired or another organization's, or whoever invited may not
 * invite any more; rate_limited
 */
export async function readInvitation(
  db: Database,
  throttle: InvitationThrottle,
  from: ChangeOrigin,
  token: string,
) {
  throttle.take(from.organizationId, from.address ?? '');
  const invitation = await requireInvitation(db, from, token);
  throttle.giveBack(from.organizationId, from.address ?? '');
  const { email, name, expiresAt } = invitation;
  return { email, name, expiresAt, role: roleOf(invitation) };
}

/**
 * Makes a member of somebody with an invitation, and opens a session for them. The invitation is used up only when
 * all of it succeeds.
 * @throws SpedyError not_found; validation_failed; already_exists when a member has got this email meanwhile;
 * rate_limited
 */
export async function acceptInvitation(
  db: Database,
  throttle: InvitationThrottle,
  from: ChangeOrigin,
  browser: Browser,
  { token, name, password }: Acceptance,
): Promise<NewSession & { readonly device: string | null }> {
  throttle.take(from.organizationId, from.address ?? '');
  // Before the password is hashed: only a link that opens something, for somebody who can become a member, is worth it.
  const { email } = await requireInvitation(db, from, token);
  parseName('name', name, nameLength);
  if (await findMemberByEmail(db, from.organizationId, email)) throw emailTaken(email);
  const { slug, organizationName } = await findOrganization(db, from.organizationId);
  const owner = { email, name, organization: { slug, name: organizationName } };
  const passwordHash = await hashChosenPassword('password', password, owner);
  const session = await inTransaction(db, async (trx) => {
    // Once more: whoever invited may have lost the right meanwhile.
    await requireInvitation(trx, from, token);
    const invitation = await consumeInvitation(trx, from.organizationId, hashSecret(token), from.at);
    if (!invitation) throw closed();
    const { id, email, inviterId, createdWith } = invitation;
    const { organizationId } = from;
    const creator = { hash: hashSecret(token), organizationId, id, userId: inviterId, createdWith, email };
    await insertCreatingCredential(trx, creator, from.at);
    const role = roleOf(invitation);
    const member = await createMember(trx, from, { email, name, role, passwordHash });
    await appendAudit(trx, from, {
      action: 'invitation.accepted',
      target: { kind: 'invitation', id },
      details: { email, role, userId: member.id },
    });
    const device = await rememberSources(trx, from, member.id, browser);
    const opener = {
      userId: member.id,
      browser,
      openedBy: 'invitation',
      secondFactor: null,
      createdWith: id,
    } as const;
    return { ...(await openSession(trx, from, opener)), device };
  });
  throttle.giveBack(from.organizationId, from.address ?? '');
  return session;
}

async function requireInvitation(db: Database, { organizationId, at }: ChangeOrigin, token: string) {
  if (tokenKindOf(token) !== 'invitation') throw closed();
  const invitation = await findInvitation(db, organizationId, hashSecret(token), at);
  if (!invitation || !mayInvite({ role: invitation.inviterRole, state: invitation.inviterState }))
    throw closed();
  return invitation;
}

function closed(): SpedyError {
  return new SpedyError('not_found', {
    message: 'This invitation is wrong, was used, replaced or taken back, or has expired: ask for a new one.',
  });
}

function roleOf({ role }: { role: string }): Role {
  const known = parseRole(role);
  if (!known) throw new Error(`an invitation has the unknown role ${role}`);
  return known;
}
