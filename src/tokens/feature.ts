import type { Feature } from '../http/feature.ts';
import { leakedPats, tokenDescendants } from './leaked.ts';
import { organizationTokenRoutes } from './organization/routes.ts';
import { unlistTokensOf } from './queries.ts';
import { tokenRoutes } from './routes.ts';
import {
  deleteEnded,
  deleteExpiredUsage,
  deleteOldIdempotencyKeys,
  markExpired,
  revokeIdle,
} from './sweep.ts';

export const tokens: Feature = {
  routes: (services) => [...tokenRoutes(services), ...organizationTokenRoutes(services)],
  sweeps: ({ db, now }) => [
    { name: 'idle tokens', run: (inSlices) => revokeIdle(db, now(), inSlices) },
    { name: 'expired tokens', run: (inSlices) => markExpired(db, now(), inSlices) },
    { name: 'ended tokens', slice: (limit) => deleteEnded(db, now(), limit) },
    { name: 'idempotency keys', slice: (limit) => deleteOldIdempotencyKeys(db, now(), limit) },
    { name: 'usage counts', slice: (limit) => deleteExpiredUsage(db, now(), limit) },
  ],
  leaks: [leakedPats],
  descendants: [tokenDescendants],
  memberRemoved: async (trx, organizationId, userId, at) => {
    await unlistTokensOf(trx, organizationId, userId, at);
    return {};
  },
};
