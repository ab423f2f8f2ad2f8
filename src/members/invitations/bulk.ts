import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { parseEmail } from '../../contract/text.ts';
import type { LinkMail } from '../../mail/queue.ts';
import type { Database } from '../../storage/database.ts';
import { findMemberByEmail } from '../queries.ts';
import { createInvitation } from './invitations.ts';
import { inviters } from './may-invite.ts';
import { findInvitationTo, type InvitationRow } from './queries.ts';
import type { BulkInvitation } from './schema.ts';

type Outcome =
  | { readonly result: 'invited'; readonly row: InvitationRow; readonly secret: string }
  | { readonly result: 'already_member'; readonly userId: string }
  | { readonly result: 'already_invited'; readonly invitationId: string }
  | { readonly result: 'invalid'; readonly message: string };
/** What became of one of the addresses. */
export type BulkOutcome = Outcome & { readonly email: string };

/**
 * Invites several people, each in a transaction of their own: an address that is invalid, a member's or invited already
 * does not keep the others from being invited. Pending invitations stay as they are.
 * @throws SpedyError as `createInvitation`, for what concerns all of them
 */
export async function inviteSeveral(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  inviter: { readonly id: string; readonly name: string },
  { emails, role, boardIds = [] }: BulkInvitation,
  linkMail: LinkMail | null,
): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (const entered of emails) {
    const invite = (email: string) =>
      createInvitation(db, organizationId, from, inviter, { email, role, boardIds: [...boardIds] }, linkMail);
    outcomes.push({ email: entered, ...(await inviteOne(db, organizationId, from.at, entered, invite)) });
  }
  return outcomes;
}

async function inviteOne(
  db: Database,
  organizationId: string,
  now: number,
  entered: string,
  invite: (email: string) => ReturnType<typeof createInvitation>,
): Promise<Outcome> {
  const parsed = parseEntered(entered);
  if ('message' in parsed) return { result: 'invalid', message: parsed.message };
  const member = await findMemberByEmail(db, organizationId, parsed.email);
  if (member) return { result: 'already_member', userId: member.id };
  const pending = await findInvitationTo(db, organizationId, parsed.key, inviters, now);
  if (pending) return { result: 'already_invited', invitationId: pending.id };
  return { result: 'invited', ...(await invite(parsed.email)) };
}

function parseEntered(entered: string): { email: string; key: string } | { message: string } {
  try {
    return parseEmail('email', entered);
  } catch (error) {
    if (error instanceof SpedyError && error.code === 'validation_failed')
      return { message: error.details?.[0]?.message ?? error.message };
    throw error;
  }
}
