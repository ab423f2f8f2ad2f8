export const roles = ['ADMIN', 'TEAM_MEMBER', 'CUSTOMER'] as const;
export type Role = (typeof roles)[number];

/**
 * The permissions of roles. Members see the boards they are on; `boards:all` shows all boards, `comments:internal` the
 * comments that customers do not see.
 */
export type Permission =
  | 'organization:manage'
  | 'boards:manage'
  | 'boards:all'
  | 'tickets:write'
  | 'comments:write'
  | 'comments:internal';

const permissions: Readonly<Record<Role, readonly Permission[]>> = {
  ADMIN: [
    'organization:manage',
    'boards:manage',
    'boards:all',
    'tickets:write',
    'comments:write',
    'comments:internal',
  ],
  TEAM_MEMBER: ['tickets:write', 'comments:write', 'comments:internal'],
  CUSTOMER: ['comments:write'],
};

/** Whether a role has a permission. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return permissions[role].includes(permission);
}

/** Returns the roles that have a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return roles.filter((role) => roleAllows(role, permission));
}
