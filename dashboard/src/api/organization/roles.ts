import type { Role } from './members.ts';

/** The roles with their descriptions, the most privileged first. */
export const roles: readonly {
  readonly value: Role;
  readonly label: string;
  readonly description: string;
}[] = [
  {
    value: 'ADMIN',
    label: 'Admin',
    description: 'Full access to members, the policy, all tokens and all boards.',
  },
  {
    value: 'TEAM_MEMBER',
    label: 'Team member',
    description: 'Creates and edits tickets on their boards.',
  },
  {
    value: 'CUSTOMER',
    label: 'Customer',
    description: 'Reads tickets and writes comments on their boards.',
  },
];

/** Returns a role with its article, such as "an admin". */
export function roleWithArticle(role: Role): string {
  return `${role === 'ADMIN' ? 'an' : 'a'} ${roleName(role).toLowerCase()}`;
}

/** Returns the label of a role. */
export function roleName(role: Role): string {
  return roles.find(({ value }) => value === role)?.label ?? role;
}
