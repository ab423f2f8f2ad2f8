import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { isPlausiblePassword } from '../credentials/password.ts';
import { tokenPrefixes } from '../credentials/token-format.ts';
import { findOwnSession } from '../sessions/queries.ts';
import { inTransaction } from '../storage/database.ts';
import { emailKey as emailKeyOf, emailKeys } from '../storage/email-key.ts';
import { Overloaded } from '../storage/load/overloaded.ts';
import { attemptsOf, countAttempt, verifyAttempt } from './attempts/account-attempts.ts';
import { type AttemptsKey, clearAttempts } from './attempts/queries.ts';
import { type Browser, type BrowserSession, openBrowserSession } from './open-browser-session.ts';
import type { RelyingParty } from './passkeys/relying-party.ts';
import type { ProofServices } from './proof.ts';
import { findMemberForSignIn } from './queries.ts';
import type { Credentials } from './schema.ts';
import { factorProof, requireSecondFactor } from './second-factor/check.ts';
import { requireOwnSignIn } from './single-sign-on.ts';
import { deviceSource } from './sources/device.ts';

/** The account of an email; `userId` is null for an unknown email. */
type Account = { readonly userId: string | null; readonly emailKey: string };

/**
 * Opens a session for a member with the correct password. An unknown email, a deactivated member and a wrong password get
 * the same response in the same time. Cheap checks come before the password is hashed.
 * @param party the host, for a passkey as the second factor
 * @throws SpedyError invalid_credentials; single_sign_on_required; two_factor_required; two_factor_invalid;
 * passkey_invalid; rate_limited
 */
export async function signIn(
  services: ProofServices,
  organizationId: string,
  from: ChangeOrigin,
  browser: Browser,
  { email, password, ...secondFactor }: Credentials,
  party: RelyingParty,
): Promise<BrowserSession> {
  const { db, throttle } = services;
  const proof = factorProof(secondFactor, party);
  const address = from.address ?? '';
  const trimmed = email.trim();
  const emailKey = emailKeyOf(trimmed);
  await recordLimit(services, organizationId, from, { userId: null, emailKey }, () =>
    throttle.take(organizationId, emailKey, address),
  );
  const { userId } = await requireAccount(services, organizationId, from, browser, {
    email: trimmed,
    password,
  }).catch((error: unknown) => {
    if (error instanceof Overloaded) throttle.giveBack(organizationId, emailKey, address);
    throw error;
  });
  await requireOwnSignIn(db, organizationId, userId);
  // Wrong codes and passkeys count as attempts; a correct password without a second factor does not.
  const isComplete = proof.passkey !== undefined || proof.code !== undefined;
  if (!isComplete) throttle.giveBack(organizationId, emailKey, address);
  const shown = await requireSecondFactor(services, organizationId, from, { userId, email: emailKey }, proof);
  if (isComplete) throttle.giveBack(organizationId, emailKey, address);
  const opener = {
    userId,
    browser,
    openedBy: 'password',
    secondFactor: shown?.method ?? null,
    passkeyId: shown?.method === 'passkey' ? shown.passkeyId : null,
  } as const;
  return inTransaction(db, (trx) => openBrowserSession(trx, organizationId, from, opener));
}

/** Returns the member with this email and password. @throws SpedyError invalid_credentials; rate_limited */
async function requireAccount(
  services: ProofServices,
  organizationId: string,
  from: ChangeOrigin,
  browser: Browser,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<{ userId: string }> {
  const { db, refusals } = services;
  // Skips the query and the hash for impossible values, such as an email with NUL or a password of 60 KB.
  const plausible = isPlausibleEmail(email) && isPlausiblePassword(password);
  const member = plausible ? await findMemberForSignIn(db, organizationId, emailKeys(email)) : undefined;
  const account = { userId: member?.id ?? null, emailKey: emailKeyOf(email) };
  const attempts = await ownAttempts(services, organizationId, from, browser, account);
  await recordLimit(services, organizationId, from, account, () => countAttempt(db, attempts, from.at));
  const isCorrect = await verifyAttempt(
    db,
    attempts,
    member?.passwordHash ?? null,
    plausible ? password : '',
  );
  if (!member || !isCorrect) {
    refusals.record(organizationId, from, {
      action: 'refusal.sign_in',
      account: account.userId,
      details: {
        email: emailForAudit(account),
        reason: member ? 'wrong_password' : 'unknown_email',
      },
    });
    throw new SpedyError('invalid_credentials');
  }
  await clearAttempts(db, attempts);
  return { userId: member.id };
}

/** Returns which attempts count together. A browser with a current or earlier session of the member counts separately. */
async function ownAttempts(
  { db }: ProofServices,
  organizationId: string,
  { address, at }: ChangeOrigin,
  { presented, device: known }: Browser,
  { userId, emailKey }: Account,
): Promise<AttemptsKey> {
  const session = presented
    ? await findOwnSession(db, organizationId, userId ?? '', presented, at)
    : undefined;
  const sessionId = session?.id ?? null;
  const device = known === null ? null : deviceSource(known);
  return attemptsOf(db, { organizationId, userId, emailKey, address: address ?? '', device, sessionId });
}

/** Counts an attempt; records in the audit log when a limit is reached. */
async function recordLimit(
  { refusals }: ProofServices,
  organizationId: string,
  from: ChangeOrigin,
  { userId, emailKey }: Account,
  count: () => Promise<void>,
): Promise<void> {
  try {
    await count();
  } catch (error) {
    if (error instanceof SpedyError) {
      const details = { email: emailForAudit({ userId, emailKey }), reason: 'too_many_sign_ins' };
      refusals.record(organizationId, from, { action: 'refusal.limit', account: userId, details });
    }
    throw error;
  }
}

/** Returns the email for the audit log; null for other texts, because people paste passwords and tokens in the field. */
function emailForAudit({ userId, emailKey }: Account): string | null {
  if (userId !== null) return emailKey;
  const isEmail = isPlausibleEmail(emailKey) && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(emailKey);
  return isEmail && !containsSecret(emailKey) ? emailKey : null;
}

/** Finds secrets by their prefix: in lower case, their checksum no longer matches. */
function containsSecret(emailKey: string): boolean {
  return Object.values(tokenPrefixes).some((prefix) => emailKey.includes(prefix));
}

/** Returns whether an email can exist: it is not too long, and can be stored. */
function isPlausibleEmail(email: string): boolean {
  return [...email].length <= 254 && email.isWellFormed() && !email.includes('\0');
}
