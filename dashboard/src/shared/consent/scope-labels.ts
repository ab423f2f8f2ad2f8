import type { AccessRequest } from '../../api/oauth/access-requests.ts';

type Scope = AccessRequest['scopes'][number];
type Role = AccessRequest['user']['role'];

/** What each scope allows, by the role of the member. */
export const scopeLabels: Readonly<Record<Scope, Readonly<Record<Role, string>>>> = {
  'profile:read': {
    ADMIN: 'See your name, email and role',
    TEAM_MEMBER: 'See your name, email and role',
    CUSTOMER: 'See your name, email and role',
  },
  'tickets:read': {
    ADMIN: 'Read all boards, tickets and comments',
    TEAM_MEMBER: 'Read the tickets and comments on your boards',
    CUSTOMER: 'Read the tickets and comments on your boards',
  },
  'tickets:write': {
    ADMIN: 'Create and edit tickets and write comments on all boards',
    TEAM_MEMBER: 'Create and edit tickets and write comments on your boards',
    CUSTOMER: 'Write comments on your boards',
  },
};

/** Describes what the scopes include but the member's role does not allow; null if there is nothing. */
export function withheldText({ scopes, user }: Pick<AccessRequest, 'scopes' | 'user'>): string | null {
  if (user.role !== 'CUSTOMER' || !scopes.includes('tickets:write')) return null;
  return 'It cannot create or edit tickets, because your role does not allow it';
}
