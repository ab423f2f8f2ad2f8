import { day, twoFactorModes } from '../../access/policy.ts';
import { parseStoredWord } from '../../access/words.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import type { Refusals } from '../../contract/rejected-attempts.ts';
import type { KeyRing } from '../../credentials/keys/key-ring.ts';
import { normalizeBackupCode, totpStep } from '../../credentials/totp.ts';
import type { VerifiedFactor } from '../../sessions/openings.ts';
import type { Database } from '../../storage/database.ts';
import { type PasskeyProof, requirePasskey } from '../passkeys/assertion.ts';
import { forSignIn } from '../passkeys/challenges.ts';
import { countPasskeys } from '../passkeys/queries.ts';
import type { RelyingParty } from '../passkeys/relying-party.ts';
import type { PasskeyAssertion } from '../passkeys/schema.ts';
import {
  consumeBackupCode,
  consumeStep,
  findSecondFactor,
  isLastAttempt,
  type MemberKey,
  resetCodeAttempts,
  takeCodeAttempt,
} from './queries.ts';

/** The dependencies for checking a code. */
export type CodeServices = { readonly db: Database; readonly keys: KeyRing; readonly refusals: Refusals };

/** Returns the context of a sealed secret, which can be opened for this member only. */
export function sealContext({ organizationId, userId }: MemberKey): string {
  return `${organizationId}/${userId}`;
}

/** Returns the MACs under which a backup code may be stored, that of the current key first. */
export function backupCodeMacs(keys: KeyRing, member: MemberKey, code: string): Buffer[] {
  return keys.macs('backup-code', `${sealContext(member)}/${code}`);
}

/** What a member shows as a second factor: a code of the authenticator app or a backup code, a passkey, or nothing. */
export type FactorProof =
  | { readonly code: string | undefined; readonly passkey?: undefined }
  | { readonly passkey: PasskeyProof };

/**
 * Returns the proof in a request's fields.
 * @throws SpedyError validation_failed if there are two
 */
export function factorProof(
  { code, passkey }: { readonly code?: string; readonly passkey?: PasskeyAssertion },
  party: RelyingParty,
): FactorProof {
  if (passkey === undefined) return { code };
  if (code !== undefined)
    throw invalidField('passkey', 'must not be sent together with code: one second factor is enough');
  return { passkey: { response: passkey, party } };
}

/** The second factor that a member has shown. */
export type ShownFactor =
  | { readonly method: Exclude<VerifiedFactor, 'passkey' | 'identity_provider'> }
  | { readonly method: 'passkey'; readonly passkeyId: string };

/**
 * Requires the second factor of a member: a code, which is used up, or a passkey. A member without one passes.
 * @param email of the account, for the audit log
 * @returns the verified factor; null for a member without one
 * @throws SpedyError two_factor_required without a proof; two_factor_invalid and rate_limited as `requireCodeOf`;
 * passkey_invalid
 */
export async function requireSecondFactor(
  services: CodeServices,
  organizationId: string,
  from: ChangeOrigin,
  account: { readonly userId: string; readonly email: string },
  proof: FactorProof,
): Promise<ShownFactor | null> {
  const { userId } = account;
  const member = { organizationId, userId };
  if (proof.passkey) {
    const expected = { use: forSignIn, userId, userVerification: false };
    const { passkeyId } = await requirePasskey(services, from, proof.passkey, expected);
    return { method: 'passkey', passkeyId };
  }
  const factor = await findSecondFactor(services.db, member);
  const hasCodes = factor !== undefined && factor.confirmedAt !== null;
  if (!hasCodes && (await countPasskeys(services.db, member)) === 0) return null;
  const { code } = proof;
  if (code === undefined || code.trim() === '') throw new SpedyError('two_factor_required');
  return {
    method: await requireCodeOf(services, from, member, account.email, hasCodes ? factor : null, code),
  };
}

/**
 * Returns the second factors that give a member access to their account; none for a member without one. Where the
 * organization requires passkeys, a session with a code can only add the first passkey, so a code of a member who has one is
 * not enough.
 * @param twoFactor the organization's policy, as stored
 */
export async function sufficientFactors(
  db: Database,
  member: MemberKey,
  twoFactor: string,
): Promise<('passkey' | 'code')[]> {
  const factor = await findSecondFactor(db, member);
  if ((await countPasskeys(db, member)) === 0) return factor?.confirmedAt == null ? [] : ['code'];
  const isStrict = parseStoredWord(twoFactorModes, twoFactor) === 'phishing-resistant';
  return isStrict ? ['passkey'] : ['passkey', 'code'];
}

/**
 * Requires a code of the authenticator app, or a backup code. After 20 wrong codes in a row or 100 in a day, from any
 * address, codes of the app are rejected until a backup code is correct or an administrator resets the second factor.
 * Backup codes always work, because they cannot be guessed: an attacker's wrong codes do not lock out the member.
 * @param factor the member's authenticator app; null without one
 * @throws SpedyError two_factor_invalid for a wrong, old or used code; rate_limited after too many
 */
async function requireCodeOf(
  services: CodeServices,
  from: ChangeOrigin,
  member: MemberKey,
  email: string,
  factor: { keyId: string | null; sealedSecret: Uint8Array } | null,
  code: string,
): Promise<'totp' | 'backup_code'> {
  const { db, refusals } = services;
  const attempt =
    factor === null
      ? undefined
      : await takeCodeAttempt(db, member, { now: from.at, dayBefore: from.at - day });
  if (factor && attempt && (await isCorrectCode(services, member, factor, code, from.at))) return 'totp';
  if (await useBackupCode(services, member, code)) {
    await resetCodeAttempts(db, member);
    return 'backup_code';
  }
  const recordRefusal = (action: 'refusal.second_factor' | 'refusal.limit', reason: string) =>
    refusals.record(member.organizationId, from, {
      action,
      account: member.userId,
      details: { email, reason },
    });
  if (factor && !attempt) {
    recordRefusal('refusal.limit', 'too_many_codes');
    throw tooManyCodes();
  }
  recordRefusal('refusal.second_factor', 'wrong_code');
  if (attempt && isLastAttempt(attempt)) recordRefusal('refusal.limit', 'too_many_codes');
  throw new SpedyError('two_factor_invalid');
}

async function isCorrectCode(
  { db, keys }: CodeServices,
  member: MemberKey,
  { keyId, sealedSecret: bytes }: { keyId: string | null; sealedSecret: Uint8Array },
  code: string,
  now: number,
): Promise<boolean> {
  const secret = keys.open('second-factor', sealContext(member), { keyId, bytes });
  const step = totpStep(secret, code.replace(/\s/g, ''), now);
  return step !== null && (await consumeStep(db, member, step)) !== undefined;
}

async function useBackupCode({ db, keys }: CodeServices, member: MemberKey, code: string): Promise<boolean> {
  const backupCode = normalizeBackupCode(code);
  if (!backupCode) return false;
  return (await consumeBackupCode(db, member, backupCodeMacs(keys, member, backupCode))) !== undefined;
}

/** Waiting does not help, so Retry-After makes automatic clients retry at most once a day. */
function tooManyCodes(): SpedyError {
  return new SpedyError('rate_limited', {
    message: 'Too many wrong codes. Use a backup code, or ask an administrator to reset your second factor.',
    headers: { 'retry-after': '86400' },
  });
}
