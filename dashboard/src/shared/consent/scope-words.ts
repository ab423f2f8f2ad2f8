import type { AccessRequest } from '../../api/oauth/access-requests.ts';

type Scope = AccessRequest['scopes'][number];
type Role = AccessRequest['user']['role'];

/** What each scope lets an application do in the name of a member of each role. */
export const scopeWords: Readonly<Record<Scope, Readonly<Record<Role, string>>>> = {
  'profile:read': {
    ADMIN: 'See your name, email and role',
    TEAM_MEMBER: 'See your name, email and role',
    CUSTOMER: 'See your name, email and role',
  },
  'tickets:read': {
    ADMIN: 'Read every board, ticket and comment',
    TEAM_MEMBER: 'Read the tickets and comments on your boards',
    CUSTOMER: 'Read the tickets and comments on your boards',
  },
  'tickets:write': {
    ADMIN: 'Create and change tickets and write comments, on every board',
    TEAM_MEMBER: 'Create and change tickets and write comments, on your boards',
    CUSTOMER: 'Write comments on your boards',
  },
};

/** What a member cannot do that the scopes are for, and an application therefore neither; null where there is nothing. */
export function withheldWords({ scopes, user }: Pick<AccessRequest, 'scopes' | 'user'>): string | null {
  if (user.role !== 'CUSTOMER' || !scopes.includes('tickets:write')) return null;
  return 'Not create or change tickets, which your role does not allow';
}
