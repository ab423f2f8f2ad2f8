import { type Role, rolesWith } from '../access/roles.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';

/** The roles that can invite members, to any role. */
export const inviters: readonly Role[] = rolesWith('organization:manage');

/** Returns whether a member can invite now. Also checked when an invitation is accepted. */
export function mayInvite({ role, state }: { readonly role: string; readonly state: string }): boolean {
  return state === 'active' && inviters.some((inviter) => inviter === role);
}

/**
 * Requires a session. Tokens are stored in files and can leak; a leaked token must not create administrators, who would
 * outlive it.
 * @throws SpedyError session_required
 */
export function requireSignedIn({ actor }: Pick<ChangeOrigin, 'actor'>, message: string): void {
  if (actor.kind !== 'member' || actor.credentialKind === 'session') return;
  throw new SpedyError('session_required', { message });
}
