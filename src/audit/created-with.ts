import { parseStoredScopes, scopes } from '../access/scopes.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';
import { findTokenLimits, insertCreatingSession, isLiveSession } from '../principals/created-with-queries.ts';
import { tokenEnd } from '../principals/token-end.ts';
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
 * Requires the credential that creates another one to be still active, and a token not to be narrowed since its request
 * began. Call it after the audit event: from then on the transaction locks the organization's chain, and revoking or
 * narrowing a credential also writes an event. So either this call sees that, or whoever does it sees the new credential.
 * @throws SpedyError token_revoked; authentication_required; conflict
 */
export async function requireLiveCredential(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
): Promise<void> {
  const { actor, at } = from;
  if (actor.kind !== 'member') return;
  const { credentialKind, credentialId } = actor;
  if (credentialKind === 'session' && !(await isLiveSession(trx, organizationId, credentialId)))
    throw new SpedyError('authentication_required');
  if (credentialKind !== 'pat') return;
  const token = await findTokenLimits(trx, organizationId, credentialId);
  const end = token ? tokenEnd(token) : at;
  if (!token || (end !== null && end <= at)) throw new SpedyError('token_revoked');
  requireSameLimits(from, { scopes: token.scopes, expiresAt: end });
}

/**
 * Requires that the token of a request was not narrowed since it was admitted: what it creates would have more.
 * @param now the stored scopes of the token, and its end
 * @throws SpedyError conflict
 */
export function requireSameLimits(
  { actor }: Pick<ChangeOrigin, 'actor'>,
  now: { readonly scopes: string | null; readonly expiresAt: number | null },
): void {
  if (actor.kind !== 'member' || actor.pat === undefined) return;
  const held = parseStoredScopes(now.scopes);
  const before = actor.pat.scopes ?? scopes;
  const lostScopes = held !== null && before.some((scope) => !held.some((one) => one === scope));
  const endsSooner =
    now.expiresAt !== null && (actor.pat.expiresAt === null || now.expiresAt < actor.pat.expiresAt);
  if (lostScopes || endsSooner)
    throw new SpedyError('conflict', {
      message: 'The token of this request was narrowed meanwhile. Repeat the request.',
    });
}
