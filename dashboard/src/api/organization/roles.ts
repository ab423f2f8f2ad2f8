import type { Role } from './members.ts';

/** The roles, the one that may most first, with what each may do. */
export const roles: readonly {
  readonly value: Role;
  readonly label: string;
  readonly description: string;
}[] = [
  {
    value: 'ADMIN',
    label: 'Administrator',
    description: 'Everything: members, the policy, every token, every board.',
  },
  {
    value: 'TEAM_MEMBER',
    label: 'Team member',
    description: 'Sees the boards they are on, creates and edits tickets there.',
  },
  {
    value: 'CUSTOMER',
    label: 'Customer',
    description: 'Sees the boards they are on, reads tickets and writes comments.',
  },
];

/** A role as what somebody is: "an administrator". */
export function aRole(role: Role): string {
  return `${role === 'ADMIN' ? 'an' : 'a'} ${roleName(role).toLowerCase()}`;
}

/** A role in words. */
export function roleName(role: Role): string {
  return roles.find(({ value }) => value === role)?.label ?? role;
}
