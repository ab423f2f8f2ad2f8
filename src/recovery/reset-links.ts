import { appendAudit } from '../audit/append.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import type { AddressAttemptLimit } from '../contract/limits/attempt-limit.ts';
import { hashSecret } from '../credentials/hash.ts';
import { hashPassword } from '../credentials/password.ts';
import { newToken, tokenKindOf } from '../credentials/token-format.ts';
import type { LinkMail } from '../mail/queue.ts';
import { tellMember } from '../mail/tell.ts';
import { findOrganization } from '../organizations/queries.ts';
import { deleteSessionsOf } from '../sessions/queries.ts';
import { clearAttemptsOf } from '../sign-in/attempts/queries.ts';
import { deleteEmailChangeOf } from '../sign-in/links-queries.ts';
import type { RelyingParty } from '../sign-in/passkeys/relying-party.ts';
import { requireGoodPassword } from '../sign-in/password-rules.ts';
import {
  type CodeServices,
  type FactorProof,
  factorProof,
  requireSecondFactor,
  sufficientFactors,
} from '../sign-in/second-factor/check.ts';
import { requireOwnSignIn } from '../sign-in/single-sign-on.ts';
import { type Database, inTransaction, type Transaction } from '../storage/database.ts';
import { consumeReset, findReset, putReset, setPassword } from './reset-queries.ts';
import type { ResetCompletion } from './schema.ts';

/** Lifetime of a link, in milliseconds. */
export const resetLifetime = 30 * 60_000;

export type Delivery = {
  /** Null on a server that sends no e-mail, and if the link is not sent. */
  readonly linkMail: LinkMail | null;
  /** The name of the administrator who requested it; null for the member, or the operator. */
  readonly by: string | null;
  readonly delivery: 'email' | 'link';
};

/**
 * Creates the link with which a member can set a new password, in the caller's transaction. It replaces an earlier one.
 * Returns its secret.
 */
export async function createReset(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  member: { readonly id: string; readonly email: string },
  { linkMail, by, delivery }: Delivery,
): Promise<string> {
  const { id: userId, email: address } = member;
  const { at } = from;
  const secret = newToken('reset');
  const expiresAt = at + resetLifetime;
  await putReset(trx, { organizationId, userId, hash: hashSecret(secret), at, expiresAt });
  const fields = { by, expiresAt };
  await linkMail?.(trx, { organizationId, userId, address, kind: 'password_reset', fields, at }, secret);
  await appendAudit(trx, organizationId, from, {
    action: 'member.password_reset_requested',
    target: { kind: 'user', id: userId },
    details: { delivery },
  });
  return secret;
}

/**
 * Returns for whom a link is, and which second factors it accepts. Does not use it up: programs that look at links before
 * their reader does may open its page.
 * @throws SpedyError not_found if it is unknown, used, replaced, expired or of another organization;
 * single_sign_on_required; rate_limited
 */
export async function readReset(
  db: Database,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  token: string,
) {
  await limit.take(from.address ?? '', organizationId);
  const { userId, email, expiresAt } = await requireReset(db, organizationId, from, token);
  limit.giveBack(from.address ?? '', organizationId);
  await requireOwnSignIn(db, organizationId, userId);
  const { twoFactor } = await findOrganization(db, organizationId);
  const secondFactors = await sufficientFactors(db, { organizationId, userId }, twoFactor);
  return { email, expiresAt, secondFactors };
}

/**
 * Sets a new password with a link, and ends all sessions of the member. Requires their second factor, if they have one:
 * whoever reads their e-mail does not get into their account.
 * @param party the host, for a passkey
 * @throws SpedyError not_found as for `readReset`; validation_failed; two_factor_required; two_factor_invalid;
 * passkey_invalid; single_sign_on_required; rate_limited
 */
export async function completeReset(
  services: CodeServices,
  limit: AddressAttemptLimit,
  organizationId: string,
  from: ChangeOrigin,
  { token, newPassword, ...secondFactor }: ResetCompletion,
  party: RelyingParty,
): Promise<void> {
  const { db } = services;
  const proof = factorProof(secondFactor, party);
  const address = from.address ?? '';
  await limit.take(address, organizationId);
  const { userId, email, name } = await requireReset(db, organizationId, from, token);
  const { slug, organizationName, twoFactor } = await findOrganization(db, organizationId);
  const owner = { email, name, organization: { slug, name: organizationName } };
  await requireGoodPassword('newPassword', newPassword, owner);
  await requireAcceptedFactor(db, { organizationId, userId }, twoFactor, proof);
  await requireSecondFactor(services, organizationId, from, { userId, email }, proof);
  await requireOwnSignIn(db, organizationId, userId);
  const passwordHash = await hashPassword(newPassword);
  await inTransaction(db, async (trx) => {
    const used = await consumeReset(trx, organizationId, hashSecret(token), from.at);
    if (used?.userId !== userId) throw invalidLink();
    if (!(await setPassword(trx, organizationId, userId, passwordHash))) throw invalidLink();
    await clearAttemptsOf(trx, organizationId, userId);
    await deleteEmailChangeOf(trx, organizationId, userId);
    const sessions = await deleteSessionsOf(trx, organizationId, userId);
    const event = { at: from.at, address: from.address };
    await tellMember(trx, { organizationId, userId }, 'password_changed', event, from.at);
    await appendAudit(trx, organizationId, from, {
      action: 'member.password_reset',
      target: { kind: 'user', id: userId },
      details: { sessionsEnded: sessions.length },
    });
  });
  limit.giveBack(address, organizationId);
}

/**
 * Requires a member to send the second factor that they have; a passkey, if a code would not be enough after sign-in either.
 * @throws SpedyError two_factor_required
 */
async function requireAcceptedFactor(
  db: Database,
  member: { readonly organizationId: string; readonly userId: string },
  twoFactor: string,
  proof: FactorProof,
): Promise<void> {
  if (proof.passkey) return;
  const accepted = await sufficientFactors(db, member, twoFactor);
  if (accepted.length === 0) return;
  const takesCode = accepted.includes('code');
  if (takesCode && proof.code?.trim()) return;
  throw new SpedyError('two_factor_required', {
    message: takesCode
      ? 'The link is correct. Send a code too, from your authenticator app or a backup code, or use a passkey.'
      : 'The organization requires a passkey. Use yours: a code is not enough.',
  });
}

async function requireReset(db: Database, organizationId: string, { at }: ChangeOrigin, token: string) {
  const isReset = tokenKindOf(token) === 'reset';
  const found = isReset ? await findReset(db, organizationId, hashSecret(token), at) : undefined;
  if (!found) throw invalidLink();
  return found;
}

function invalidLink(): SpedyError {
  return new SpedyError('not_found', {
    message:
      'This link is not valid. It may have been used or replaced by a newer one, or it has expired. Request a new one.',
  });
}
