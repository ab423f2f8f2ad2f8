import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { isLiveCredential, noteCreatingSession } from '../principals/created-with-queries.ts';
import type { Transaction } from '../storage/database.ts';

/** The credential that a change is made with: what it makes remembers it. Null without one. */
export function creatingCredential({ actor }: Pick<ChangeOrigin, 'actor'>): string | null {
  return actor.kind === 'member' ? actor.credentialId : null;
}

/**
 * Remembers the session that makes a credential, for a leak report that comes when the session has ended. A token's
 * row stays, and remembers by itself.
 */
export async function rememberCreatingSession(
  trx: Transaction,
  { organizationId, actor, at }: ChangeOrigin,
): Promise<void> {
  if (actor.kind === 'member' && actor.credentialKind === 'session')
    await noteCreatingSession(trx, organizationId, actor.credentialId, at);
}

/**
 * Demands that the credential which makes another is still good. Called after the audit event of what was made: from
 * there on the transaction holds the organization's chain, and what ends a credential writes an event as well. So either
 * this sees the end, or whoever ends it finds what was made.
 * @throws SpedyError token_revoked; authentication_required
 */
export async function requireLiveCreator(
  trx: Transaction,
  { organizationId, actor, at }: ChangeOrigin,
): Promise<void> {
  if (actor.kind !== 'member') return;
  const { credentialKind, credentialId } = actor;
  if (credentialKind !== 'pat' && credentialKind !== 'session') return;
  if (await isLiveCredential(trx, organizationId, credentialKind, credentialId, at)) return;
  throw new SpedyError(credentialKind === 'pat' ? 'token_revoked' : 'authentication_required');
}
