import { type Role, rolesWith } from '../../access/roles.ts';

/** The roles that can invite members, to any role. */
export const inviters: readonly Role[] = rolesWith('organization:manage');

/** Returns whether a member can invite now. Also checked when an invitation is accepted. */
export function mayInvite({ role, state }: { readonly role: string; readonly state: string }): boolean {
  return state === 'active' && inviters.some((inviter) => inviter === role);
}
