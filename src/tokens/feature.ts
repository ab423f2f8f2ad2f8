import type { Feature } from '../http/feature.ts';
import { leakedPats, tokenDescendants } from './leaked.ts';
import { organizationTokenRoutes } from './organization/routes.ts';
import { unlistTokensOf } from './queries.ts';
import { tokenRoutes } from './routes.ts';
import { deleteExpiredUsage, deleteOldIdempotencyKeys, markExpired, revokeIdle } from './sweep.ts';

export const tokens: Feature = {
  routes: (services) => [...tokenRoutes(services), ...organizationTokenRoutes(services)],
  sweeps: ({ db, now }) => [
    { name: 'idle tokens', run: () => revokeIdle(db, now()) },
    { name: 'expired tokens', run: () => markExpired(db, now()) },
    { name: 'idempotency keys', run: () => deleteOldIdempotencyKeys(db, now()) },
    { name: 'usage counts', run: () => deleteExpiredUsage(db, now()) },
  ],
  leaks: [leakedPats],
  descendants: [tokenDescendants],
  memberRemoved: async (trx, organizationId, userId) => {
    await unlistTokensOf(trx, organizationId, userId);
    return {};
  },
};
