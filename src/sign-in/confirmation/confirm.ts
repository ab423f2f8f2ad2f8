import { confirmationLifetime } from '../../access/policy.ts';
import { appendAudit } from '../../audit/append.ts';
import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { invalidField, SpedyError } from '../../contract/errors.ts';
import type { SessionPrincipal } from '../../principals/principal.ts';
import { markConfirmed, markSecondFactor } from '../../sessions/queries.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { requirePasskey } from '../passkeys/assertion.ts';
import { challengeLifetime, createChallenge } from '../passkeys/challenges.ts';
import { presentDescriptor } from '../passkeys/present.ts';
import { listPasskeys } from '../passkeys/queries.ts';
import type { RelyingParty } from '../passkeys/relying-party.ts';
import { type ProofServices, requireCode, requirePassword } from '../proof.ts';
import { requireOwnSignIn } from '../single-sign-on.ts';
import type { Confirmation } from './schema.ts';

/** What a member showed in a session. */
type Shown =
  | { readonly method: 'password' | 'totp' | 'backup_code' }
  | { readonly method: 'passkey'; readonly passkeyId: string };

const forConfirmation = ({ authentication }: SessionPrincipal) =>
  ({ purpose: 'confirm', sessionId: authentication.sessionId }) as const;

/** Returns what a browser needs to confirm a session with one of its member's passkeys. */
export async function confirmationOptions(
  db: Database,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  { organizationId, id }: RelyingParty,
) {
  const passkeys = await listPasskeys(db, { organizationId, userId: principal.user.id });
  return {
    rpId: id,
    challenge: await createChallenge(db, organizationId, forConfirmation(principal), from.at),
    timeout: challengeLifetime,
    userVerification: 'discouraged' as const,
    allowCredentials: passkeys
      .filter(({ host, blockedAt }) => host === id && blockedAt === null)
      .map(presentDescriptor),
  };
}

/**
 * Confirms a session with the password, a code or a passkey of its member. A code or a passkey also counts as the second
 * factor of the session.
 * @throws SpedyError validation_failed unless there is exactly one proof; invalid_credentials; two_factor_invalid;
 * passkey_invalid; not_found for a code without a second factor; single_sign_on_required for the password of a member who
 * may not sign in with it; rate_limited
 */
export async function confirmSession(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  party: RelyingParty,
  confirmation: Confirmation,
): Promise<Date> {
  const shown = await requireProof(services, from, principal, party, confirmation);
  await inTransaction(services.db, (trx) => recordProof(trx, from, principal, shown));
  return new Date(from.at + confirmationLifetime);
}

async function requireProof(
  services: ProofServices,
  from: ChangeOrigin,
  principal: SessionPrincipal,
  party: RelyingParty,
  { password, code, passkey }: Confirmation,
): Promise<Shown> {
  const { organization, user } = principal;
  const given = [password, code, passkey].filter((proof) => proof !== undefined);
  if (given.length !== 1) throw invalidField('password', 'is required, or code or passkey instead, only one');
  if (code !== undefined) return { method: await requireCode(services, from, principal, code) };
  if (password !== undefined) {
    await requirePassword(services, from, principal, password);
    await requireOwnSignIn(services.db, organization.id, user.id);
    return { method: 'password' };
  }
  if (passkey === undefined) throw invalidField('passkey', 'is required');
  const address = from.address ?? '';
  await services.throttle.take(organization.id, user.id, address);
  const expected = { use: forConfirmation(principal), userId: user.id, userVerification: false };
  const { passkeyId } = await requirePasskey(services, from, { response: passkey, party }, expected);
  services.throttle.giveBack(organization.id, user.id, address);
  return { method: 'passkey', passkeyId };
}

/** Marks a session with what its member showed. @throws SpedyError authentication_required if it has ended */
async function recordProof(
  trx: Transaction,
  from: ChangeOrigin,
  { organization, authentication }: SessionPrincipal,
  shown: Shown,
): Promise<void> {
  const id = authentication.sessionId;
  const target = { kind: 'session', id } as const;
  const marked =
    shown.method === 'password'
      ? await markConfirmed(trx, organization.id, id, from.at)
      : await markSecondFactor(trx, organization.id, id, { ...shown, method: shown.method, at: from.at });
  if (!marked) throw new SpedyError('authentication_required');
  if (shown.method !== 'password')
    await appendAudit(trx, organization.id, from, {
      action: 'session.verified',
      target,
      details: { secondFactor: shown.method },
    });
  await appendAudit(trx, organization.id, from, {
    action: 'session.confirmed',
    target,
    details: { method: shown.method },
  });
}
