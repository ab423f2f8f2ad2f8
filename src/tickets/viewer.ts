import { type Permission, type Role, roleAllows } from '../access/roles.ts';
import { SpedyError } from '../contract/errors.ts';
import type { Principal } from '../principals/principal.ts';

/** The member who views or changes tickets. */
export type Viewer = {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: Role;
};

/** Returns the viewer of a request. */
export function viewerOf({ organization, user, role }: Principal): Viewer {
  return { organizationId: organization.id, userId: user.id, role };
}

/**
 * Checks the role before any lookup, also for callers other than routes.
 * @throws SpedyError forbidden
 */
export function requirePermission(viewer: Viewer, permission: Permission): void {
  if (!roleAllows(viewer.role, permission)) throw new SpedyError('forbidden');
}

/** Whether a viewer sees the comments that customers do not see. */
export function seesInternalComments({ role }: Viewer): boolean {
  return roleAllows(role, 'comments:internal');
}
