import { appendAudit } from '../audit/append.ts';
import { refusal } from '../audit/refusals.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { isPlausiblePassword, verifyPassword } from '../credentials/password.ts';
import { tokenPrefixes } from '../credentials/token-format.ts';
import { deviceSource } from '../sessions/device.ts';
import { type Browser, type NewSession, openSession } from '../sessions/open-session.ts';
import { deleteSession, findOwnSession, findSignIn } from '../sessions/queries.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { emailKey as emailKeyOf, emailKeys } from '../storage/email-key.ts';
import { attemptsOf, countAttempt } from './attempts/account-attempts.ts';
import { type AttemptsKey, clearAttempts } from './attempts/queries.ts';
import { rememberDevice, rememberSources } from './attempts/remember-sources.ts';
import type { ProofDoor } from './proof.ts';
import { requireSecondFactor } from './second-factor/check.ts';

export type SignIn = {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator app, or a backup code; needed where the member has a second factor. */
  readonly code?: string;
};
/** The account that an email names; `userId` is null where it is nobody's. */
type Account = { readonly userId: string | null; readonly emailKey: string };

/**
 * Opens a session for a member with the right password. An unknown email, a deactivated member and a wrong password
 * answer alike, in text and in time. What is cheap to refuse is refused before the password is hashed.
 * @throws SpedyError invalid_credentials; two_factor_required; two_factor_invalid; rate_limited
 */
export async function signIn(
  door: ProofDoor,
  from: ChangeOrigin,
  browser: Browser,
  { email, password, code }: SignIn,
): Promise<NewSession & { readonly device: string | null }> {
  const { db, throttle } = door;
  const { organizationId } = from;
  const address = from.address ?? '';
  const typed = email.trim();
  const emailKey = emailKeyOf(typed);
  await noteLimit(door, from, { userId: null, emailKey }, async () =>
    throttle.take(organizationId, emailKey, address),
  );
  const { userId } = await requireAccount(door, from, browser, { email: typed, password });
  // Guesses at the code count as tries; a password that was right and still lacks its code does not.
  const member = { userId, email: emailKey };
  const shown = code === undefined ? null : await requireSecondFactor(door, from, member, code);
  throttle.giveBack(organizationId, emailKey, address);
  if (code === undefined) await requireSecondFactor(door, from, member, null);
  return inTransaction(db, async (trx) => {
    const device = await rememberSources(trx, from, userId, browser);
    const opener = { userId, browser, openedBy: 'password', secondFactor: shown } as const;
    return { ...(await openSession(trx, from, opener)), device };
  });
}

/** The member whose email and password these are. */
async function requireAccount(
  door: ProofDoor,
  from: ChangeOrigin,
  browser: Browser,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<{ userId: string }> {
  const { db, refusals } = door;
  // What no account can have is not looked up: a NUL in the email, or a password of 60 KB to be hashed.
  const plausible = isPlausibleEmail(email) && isPlausiblePassword(password);
  const member = plausible ? await findSignIn(db, from.organizationId, emailKeys(email)) : undefined;
  const account = { userId: member?.id ?? null, emailKey: emailKeyOf(email) };
  const tries = await ownAttempts(door, from, browser, account);
  await noteLimit(door, from, account, () => countAttempt(db, tries, from.at));
  const right = await verifyPassword(member?.passwordHash ?? null, plausible ? password : '');
  if (!member || !right) {
    refusals.note(from, {
      action: refusal.signIn,
      account: account.userId,
      details: {
        email: notedEmail(account),
        reason: member ? 'wrong_password' : 'unknown_email',
      },
    });
    throw new SpedyError('invalid_credentials');
  }
  await clearAttempts(db, tries);
  return { userId: member.id };
}

/** A browser that has a session of this member, or had one before, is known, wherever it is. */
async function ownAttempts(
  { db }: ProofDoor,
  { organizationId, address, at }: ChangeOrigin,
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

/** Does what counts a try, and notes in the audit log where a limit is used up. */
async function noteLimit(
  { refusals }: ProofDoor,
  from: ChangeOrigin,
  { userId, emailKey }: Account,
  count: () => Promise<void>,
): Promise<void> {
  try {
    await count();
  } catch (error) {
    if (error instanceof SpedyError) {
      const details = { email: notedEmail({ userId, emailKey }), reason: 'too_many_sign_ins' };
      refusals.note(from, { action: refusal.limit, account: userId, details });
    }
    throw error;
  }
}

/** The email for the audit log. People type passwords and paste tokens there too: what is no email is not kept. */
function notedEmail({ userId, emailKey }: Account): string | null {
  if (userId !== null) return emailKey;
  const isEmail = isPlausibleEmail(emailKey) && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(emailKey);
  return isEmail && !holdsSecret(emailKey) ? emailKey : null;
}

/** Folded to lower case, a secret has no right checksum any more: its prefix tells. */
function holdsSecret(emailKey: string): boolean {
  return Object.values(tokenPrefixes).some((prefix) => emailKey.includes(prefix));
}

/** Whether it may be somebody's email: what is longer than any, or cannot be stored, is nobody's. */
function isPlausibleEmail(email: string): boolean {
  return [...email].length <= 254 && email.isWellFormed() && !email.includes('\0');
}

/**
 * Ends a member's session. Ending one that has ended already is no error: the wish is fulfilled.
 * @param presented the device that the browser came with
 * @returns the device that it is known by from now on
 */
export function signOut(
  db: Database,
  from: ChangeOrigin,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  presented: string | null,
): Promise<string> {
  return inTransaction(db, async (trx) => {
    const device = await rememberDevice(trx, from, userId, presented);
    if (await deleteSession(trx, from.organizationId, sessionId))
      await appendAudit(trx, from, { action: 'session.ended', target: { kind: 'session', id: sessionId } });
    return device;
  });
}
