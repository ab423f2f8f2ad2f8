import { type Permission, type Role, roleAllows } from '../access/roles.ts';
import { SpedyError } from '../contract/errors.ts';
import type { Principal } from '../principals/principal.ts';

/** The member through whose eyes tickets are seen and changed. */
export type Viewer = {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: Role;
};

/** The viewer of a request. */
export function viewerOf({ organization, user, role }: Principal): Viewer {
  return { organizationId: organization.id, userId: user.id, role };
}

/**
 * Judges the role before anything is looked up, for callers that are no route of their own as well.
 * @throws SpedyError forbidden
 */
export function requirePermission(viewer: Viewer, permission: Permission): void {
  if (!roleAllows(viewer.role, permission)) throw new SpedyError('forbidden');
}
