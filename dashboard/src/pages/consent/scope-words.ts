import type { AccessRequest } from '../../api/access-requests.ts';

/** What each scope lets an application do, after "it could". */
export const scopeWords: Readonly<Record<AccessRequest['scopes'][number], string>> = {
  'profile:read': 'Read your profile',
  'tickets:read': 'Read boards, tickets and comments',
  'tickets:write': 'Create and change tickets and write comments',
};
