import { confirmationLifetime } from '../../access/policy.ts';
import { SpedyError } from '../../contract/errors.ts';
import type { Principal } from '../../principals/principal.ts';

/**
 * Requires a session's member to have shown a password, code or passkey recently, so that a stolen cookie does not
 * suffice for a change that lasts. Tokens pass, because nobody is there to ask.
 * @param now milliseconds since the epoch
 * @throws SpedyError confirmation_required
 */
export function requireConfirmation({ authentication }: Principal, now: number): void {
  if (authentication.method !== 'session') return;
  const { confirmedAt } = authentication;
  if (confirmedAt === null || confirmedAt + confirmationLifetime <= now)
    throw new SpedyError('confirmation_required');
}
