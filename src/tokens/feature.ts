import type { Feature } from '../http/feature.ts';
import { tokenDescendants } from './leaks/descendants.ts';
import { leakedInvitations, leakedSessions } from './leaks/links-and-sessions.ts';
import { leakedPats } from './leaks/pats.ts';
import { noticeRoutes } from './notices/routes.ts';
import { organizationTokenRoutes } from './organization/routes.ts';
import { tokenRoutes } from './routes.ts';
import {
  forgetCreatingCredentials,
  forgetOldKeys,
  forgetOldUsage,
  markExpired,
  revokeIdle,
} from './sweep.ts';

export const tokens: Feature = {
  routes: (services) => [
    ...tokenRoutes(services),
    ...noticeRoutes(services),
    ...organizationTokenRoutes(services),
  ],
  sweeps: ({ db, now }) => [
    { what: 'idle tokens', run: () => revokeIdle(db, now()) },
    { what: 'expired tokens', run: () => markExpired(db, now()) },
    { what: 'idempotency keys', run: () => forgetOldKeys(db, now()) },
    { what: 'usage counts', run: () => forgetOldUsage(db, now()) },
    { what: 'credential origins', run: () => forgetCreatingCredentials(db, now()) },
  ],
  leaks: [leakedPats, leakedSessions, leakedInvitations],
  descendants: tokenDescendants,
};
