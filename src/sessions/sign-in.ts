import { appendAudit } from '../audit/append.ts';
import type { Provenance } from '../audit/provenance.ts';
import type { KeyRing } from '../credentials/keys/key-ring.ts';
import { passwordLength, verifyPassword } from '../credentials/password.ts';
import { SpedyError } from '../http/errors.ts';
import { type Database, inTransaction } from '../storage/database.ts';
import { emailKey as emailKeyOf, emailKeys } from '../storage/email-key.ts';
import { type NewSession, openSession } from './open-session.ts';
import { deleteSession, findSignIn } from './queries.ts';
import { type CodeCheck, requireSecondFactor } from './second-factor-check.ts';
import type { SignInThrottle } from './throttle.ts';

export type SignIn = {
  readonly email: string;
  readonly password: string;
  /** Of the authenticator app, or a backup code; needed where the member has a second factor. */
  readonly code?: string;
  readonly userAgent: string | null;
};
/** What a sign-in works with, beside the request's own. */
export type SignInDoor = { readonly throttle: SignInThrottle; readonly keys: KeyRing };

/**
 * Opens a session for a member with the right password. An unknown email, a deactivated member and a wrong password
 * answer alike, in text and in time.
 * @throws SpedyError invalid_credentials; two_factor_required; two_factor_invalid; rate_limited
 */
export async function signIn(
  db: Database,
  { throttle, keys }: SignInDoor,
  from: Provenance,
  { email, password, code, userAgent }: SignIn,
): Promise<NewSession> {
  const { organizationId, at } = from;
  const address = email.trim();
  const emailKey = emailKeyOf(address);
  throttle.take(organizationId, emailKey, from.address ?? '');
  // What no account can have is not looked up: a NUL in the email, or a password of 60 KB to be hashed.
  const plausible =
    [...address].length <= 254 &&
    !address.includes('\0') &&
    address.isWellFormed() &&
    [...password].length <= passwordLength.max;
  const member = plausible ? await findSignIn(db, organizationId, emailKeys(address)) : undefined;
  const right = await verifyPassword(member?.passwordHash ?? null, plausible ? password : '');
  if (!member || !right) throw new SpedyError('invalid_credentials');
  // Guesses at the code count as tries; a password that was right and still lacks its code does not.
  const check: CodeCheck = { organizationId, userId: member.id, now: at };
  if (code !== undefined) await requireSecondFactor(db, keys, check, code);
  throttle.giveBack(organizationId, emailKey, from.address ?? '');
  if (code === undefined) await requireSecondFactor(db, keys, check, null);

  return inTransaction(db, (trx) => openSession(trx, from, { userId: member.id, userAgent }));
}

/** Ends a session. Ending one that has ended already is no error: the wish is fulfilled. */
export function signOut(db: Database, from: Provenance, sessionId: string): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!(await deleteSession(trx, from.organizationId, sessionId))) return;
    await appendAudit(trx, from, { action: 'session.ended', target: { kind: 'session', id: sessionId } });
  });
}
