import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { insertCreatingSession, isLiveCredential } from '../principals/created-with-queries.ts';
import type { Transaction } from '../storage/database.ts';

/**
 * Returns the credential that makes a change, which is stored with the credentials it creates; null without
 * one.
 */
export function creatingCredential({ actor }: Pick<ChangeOrigin, 'actor'>): string | null {
  return actor.kind === 'member' ? actor.credentialId : null;
}

/**
 * Stores the session that creates a credential, so that a leak report can find it after the session has
 * ended. Tokens need no copy, because their rows are kept.
 */
export async function recordCreatingSession(
  trx: Transaction,
  organizationId: string,
  { actor, at }: ChangeOrigin,
): Promise<void> {
  if (actor.kind === 'member' && actor.credentialKind === 'session')
    await insertCreatingSession(trx, organizationId, actor.credentialId, at);
}

/**
 * Requires the credential that creates another one to be still active. Call it after the audit event: from
 * then on the transaction locks the organization's chain, and revoking a credential also writes an event. So
 * either this call sees the revocation, or the revocation sees the new credential.
 * @throws SpedyError token_revoked; authentication_required
 */
export async function requireLiveCredential(
  trx: Transaction,
  organizationId: string,
  { actor, at }: ChangeOrigin,
): Promise<void> {
  if (actor.kind !== 'member') return;
  const { credentialKind, credentialId } = actor;
  if (credentialKind !== 'pat' && credentialKind !== 'session') return;
  if (await isLiveCredential(trx, organizationId, credentialKind, credentialId, at)) return;
  throw new SpedyError(credentialKind === 'pat' ? 'token_revoked' : 'authentication_required');
}
