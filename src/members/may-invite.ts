import { type Role, rolesWith } from '../access/roles.ts';
import type { ChangeOrigin } from '../contract/change-origin.ts';
import { SpedyError } from '../contract/errors.ts';

/** The roles that may invite, to any role. */
export const inviters: readonly Role[] = rolesWith('organization:manage');

/** Whether somebody may invite at this moment: what an invitation is worth when it is accepted. */
export function mayInvite({ role, state }: { readonly role: string; readonly state: string }): boolean {
  return state === 'active' && inviters.some((inviter) => inviter === role);
}

/**
 * Demands a signed-in session of a member. A token lives on when its owner is gone from the screen, and is copied into
 * files: it must not make administrators, who would outlive it.
 * @throws SpedyError session_required
 */
export function requireSignedIn({ actor }: Pick<ChangeOrigin, 'actor'>, message: string): void {
  if (actor.kind !== 'member' || actor.credentialKind === 'session') return;
  throw new SpedyError('session_required', { message });
}
