import type { Feature } from '../http/feature.ts';
import { leakedPats, tokenDescendants } from './leaked.ts';
import { organizationTokenRoutes } from './organization/routes.ts';
import { tokenRoutes } from './routes.ts';
import { forgetOldKeys, forgetOldUsage, markExpired, revokeIdle } from './sweep.ts';

export const tokens: Feature = {
  routes: (services) => [...tokenRoutes(services), ...organizationTokenRoutes(services)],
  sweeps: ({ db, now }) => [
    { what: 'idle tokens', run: () => revokeIdle(db, now()) },
    { what: 'expired tokens', run: () => markExpired(db, now()) },
    { what: 'idempotency keys', run: () => forgetOldKeys(db, now()) },
    { what: 'usage counts', run: () => forgetOldUsage(db, now()) },
  ],
  leaks: [leakedPats],
  descendants: [tokenDescendants],
};
