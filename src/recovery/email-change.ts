import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import type { AddressAttemptLimit } from '../contract/limits/attempt-limit.ts';
import { parseEmail } from '../contract/text.ts';
import { hashSecret } from '../credentials/hash.ts';
import { newToken, tokenKindOf } from '../credentials/token-format.ts';
import type { LinkMail } from '../mail/queue.ts';
import { getMember } from '../members/members.ts';
import { requireUnusedEmail } from '../members/unused-email.ts';
import { lockOrganization } from '../organizations/queries.ts';
import type { SessionPrincipal } from '../principals/principal.ts';
import { deleteEmailChangeOf, deleteResetOf } from '../sign-in/links-queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { emailKey } from '../storage/email-key.ts';
import {
  confirmSide,
  findEmailChange,
  findEmailChangeOf,
  putEmailChange,
  setEmail,
} from './email-change-queries.ts';

/** Lifetime of a change that is not confirmed, in milliseconds. */
const lifetime = 24 * 3_600_000;

/**
 * Starts to change a member's email: both addresses get a link, and both have to confirm. Whether another member has the
 * new address is found out by confirming it, which only its owner can do.
 * @throws SpedyError validation_failed; already_exists if the member has this email
 */
export async function startEmailChange(
  db: Database,
  linkMail: LinkMail,
  from: ChangeOrigin,
  { organization, user }: SessionPrincipal,
  text: string,
): Promise<void> {
  const { email } = parseEmail('email', text);
  if (email === user.email)
    throw new SpedyError('already_exists', { message: 'This is your email already.' });
  const { at } = from;
  const [organizationId, userId] = [organization.id, user.id];
  const expiresAt = at + lifetime;
  const [current, next] = [newToken('email'), newToken('email')];
  await inTransaction(db, async (trx) => {
    const [currentHash, newHash] = [hashSecret(current), hashSecret(next)];
    await putEmailChange(trx, { organizationId, userId, email, currentHash, newHash, at, expiresAt });
    const fields = { current: user.email, new: email, expiresAt };
    const common = { organizationId, userId, fields, at };
    await linkMail(trx, { ...common, address: user.email, kind: 'email_change_current' }, current);
    await linkMail(trx, { ...common, address: email, kind: 'email_change_new' }, next);
    await appendAudit(trx, organizationId, from, {
      action: 'member.email_change_requested',
      target: { kind: 'user', id: userId },
      details: { email },
    });
  });
}

/** Returns a member's change that waits for confirmations; null if there is none. */
export async function pendingEmailChange(
  db: Database,
  { organization, user }: SessionPrincipal,
  now: number,
) {
  return (await findEmailChangeOf(db, organization.id, user.id, now)) ?? null;
}

/** Ends a member's change. @throws SpedyError not_found */
export function cancelEmailChange(
  db: Database,
  from: ChangeOrigin,
  { organization, user }: Pick<SessionPrincipal, 'organization' | 'user'>,
): Promise<void> {
  return endChange(db, organization.id, from, user.id);
}

function endChange(db: Database, organizationId: string, from: ChangeOrigin, userId: string): Promise<void> {
  return inTransaction(db, async (trx) => {
    const ended = await deleteEmailChangeOf(trx, organizationId, userId);
    if (!ended) throw new SpedyError('not_found');
    await appendAudit(trx, organizationId, from, {
      action: 'member.email_change_canceled',
      target: { kind: 'user', id: userId },
      details: { email: ended.email },
    });
  });
}

/**
 * Returns the change of a link. Does not confirm it.
 * @throws SpedyError not_found; rate_limited
 */
export async function readEmailChange(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  token: string,
) {
  const change = await requireChange(db, limit, organizationId, from, token);
  const { email: current } = await getMember(db, organizationId, change.userId);
  return { ...change, current };
}

/**
 * Confirms a change with the link that one of its addresses got. The second confirmation changes the email. Confirming
 * again changes nothing.
 * @returns whether the email is changed now
 * @throws SpedyError not_found; already_exists if another member now has the new email; rate_limited
 */
export async function confirmEmailChange(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  token: string,
): Promise<boolean> {
  const { side } = await requireChange(db, limit, organizationId, from, token);
  return inTransaction(db, async (trx) => {
    await lockOrganization(trx, organizationId);
    const hash = hashSecret(token);
    const change = await confirmSide(trx, organizationId, { hash, side, now: from.at });
    if (!change) throw invalidLink();
    const { userId, email } = change;
    if (change.currentConfirmedAt === null || change.newConfirmedAt === null) return false;
    const member = await getMember(trx, organizationId, userId);
    const key = emailKey(email);
    if (key !== emailKey(member.email)) await requireUnusedEmail(trx, organizationId, email);
    await setEmail(trx, organizationId, userId, { email, emailKey: key, at: from.at });
    await deleteEmailChangeOf(trx, organizationId, userId);
    // It went to the former email.
    await deleteResetOf(trx, organizationId, userId);
    await appendAudit(trx, organizationId, from, {
      action: 'member.email_changed',
      target: { kind: 'user', id: userId },
      details: { before: { email: member.email }, after: { email } },
    });
    return true;
  });
}

/** Ends a change with the link that one of its addresses got. @throws SpedyError not_found; rate_limited */
export async function rejectEmailChange(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  token: string,
): Promise<void> {
  const { userId } = await requireChange(db, limit, organizationId, from, token);
  await endChange(db, organizationId, from, userId);
}

async function requireChange(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  { address, at }: ChangeOrigin,
  token: string,
) {
  await limit.take(address ?? '', organizationId);
  const isLink = tokenKindOf(token) === 'email';
  const change = isLink ? await findEmailChange(db, organizationId, hashSecret(token), at) : undefined;
  if (!change) throw invalidLink();
  limit.giveBack(address ?? '', organizationId);
  return change;
}

function invalidLink(): SpedyError {
  return new SpedyError('not_found', {
    message:
      'This link is not valid. The change was made already, it was canceled or replaced by a newer one, or the link has expired.',
  });
}
