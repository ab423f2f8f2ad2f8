export const roles = ['ADMIN', 'TEAM_MEMBER', 'CUSTOMER'] as const;
export type Role = (typeof roles)[number];

/** What a role may be allowed to do. Seeing a board is a matter of being on it, except for `boards:all`. */
export type Permission =
  | 'organization:manage'
  | 'boards:manage'
  | 'boards:all'
  | 'tickets:write'
  | 'comments:write';

const permissions: Readonly<Record<Role, readonly Permission[]>> = {
  ADMIN: ['organization:manage', 'boards:manage', 'boards:all', 'tickets:write', 'comments:write'],
  TEAM_MEMBER: ['tickets:write', 'comments:write'],
  CUSTOMER: ['comments:write'],
};

/** Whether a role carries a permission. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return permissions[role].includes(permission);
}

/** The roles that carry a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return roles.filter((role) => roleAllows(role, permission));
}

/** A role by its name, or null. */
export function parseRole(text: string): Role | null {
  return roles.find((role) => role === text) ?? null;
}
