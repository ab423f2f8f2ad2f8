import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import type { SessionPrincipal } from '../principals/principal.ts';
import { attemptsOf, countAttempt, verifyAttempt } from './attempts/account-attempts.ts';
import { clearAttempts } from './attempts/queries.ts';
import { findPasswordHash } from './queries.ts';
import { type CodeServices, requireSecondFactor } from './second-factor/check.ts';
import type { SignInThrottle } from './throttle.ts';

/** The dependencies for confirming the identity of a signed-in member. */
export type ProofServices = CodeServices & { readonly throttle: SignInThrottle };

/**
 * Requires the current password of a signed-in member. Attempts are limited as at sign-in.
 * @returns the hash that it was verified against
 * @throws SpedyError invalid_credentials; rate_limited
 */
export async function requirePassword(
  { db, throttle, refusals }: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  password: string,
): Promise<string> {
  const { organization, user, authentication } = principal;
  const recordRefusal = (action: 'refusal.password' | 'refusal.limit', reason: string) =>
    refusals.record(organization.id, from, {
      action,
      account: user.id,
      details: { email: user.email, reason },
    });
  const attempts = await attemptsOf(db, {
    organizationId: organization.id,
    userId: user.id,
    emailKey: '',
    address: '',
    device: null,
    sessionId: authentication.sessionId,
  });
  try {
    await throttle.take(organization.id, user.id, from.address ?? '');
    await countAttempt(db, attempts, from.at);
  } catch (error) {
    recordRefusal('refusal.limit', 'too_many_passwords');
    throw error;
  }
  const hash = await findPasswordHash(db, organization.id, user.id);
  if (!(await verifyAttempt(db, attempts, hash, password)) || hash === null) {
    recordRefusal('refusal.password', 'wrong_password');
    throw new SpedyError('invalid_credentials', { message: 'The current password is incorrect.' });
  }
  throttle.giveBack(organization.id, user.id, from.address ?? '');
  await clearAttempts(db, attempts);
  return hash;
}

/**
 * Requires a second-factor code of a signed-in member.
 * @throws SpedyError not_found without a second factor; two_factor_required; two_factor_invalid; rate_limited
 */
export async function requireCode(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  code: string,
): Promise<'totp' | 'backup_code'> {
  const { organization, user } = principal;
  const address = from.address ?? '';
  await services.throttle.take(organization.id, user.id, address);
  const factor = await requireSecondFactor(
    services,
    organization.id,
    from,
    { userId: user.id, email: user.email },
    { code },
  );
  if (factor === null || factor.method === 'passkey')
    throw new SpedyError('not_found', { message: 'You have no second factor.' });
  services.throttle.giveBack(organization.id, user.id, address);
  return factor.method;
}
