import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { type Browser, type BrowserSession, openBrowserSession } from '../open-browser-session.ts';
import type { ProofServices } from '../proof.ts';
import { requireOwnSignIn } from '../single-sign-on.ts';
import { type PasskeyProof, requirePasskey } from './assertion.ts';
import { challengeLifetime, createChallenge, forSignIn } from './challenges.ts';
import type { RelyingParty } from './relying-party.ts';

/**
 * Returns what a browser needs to sign in with any passkey of this host. They name no passkey, so they tell nothing about
 * members.
 */
export async function passkeySignInOptions(
  db: Database,
  { organizationId, id }: RelyingParty,
  { secondFactor = false }: { readonly secondFactor?: boolean },
  at: number,
) {
  return {
    rpId: id,
    challenge: await createChallenge(db, organizationId, forSignIn, at),
    timeout: challengeLifetime,
    userVerification: secondFactor ? ('discouraged' as const) : ('required' as const),
    allowCredentials: [],
  };
}

/**
 * Opens a session for the member of a passkey that verified its user. Wrong answers are limited like passwords.
 * @throws SpedyError passkey_invalid; single_sign_on_required; rate_limited
 */
export async function signInWithPasskey(
  services: ProofServices,
  from: ChangeOrigin,
  browser: Browser,
  proof: PasskeyProof,
): Promise<BrowserSession> {
  const { db, throttle } = services;
  const { organizationId } = proof.party;
  const address = from.address ?? '';
  await throttle.take(organizationId, proof.response.id, address);
  const used = await requirePasskey(services, from, proof, {
    use: forSignIn,
    userId: null,
    userVerification: true,
  });
  throttle.giveBack(organizationId, proof.response.id, address);
  await requireOwnSignIn(db, organizationId, used.userId);
  const opener = { browser, openedBy: 'passkey', secondFactor: 'passkey', ...used } as const;
  return inTransaction(db, (trx) => openBrowserSession(trx, organizationId, from, opener));
}
