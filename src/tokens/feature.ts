import type { Feature } from '../http/feature.ts';
import { tokenDetailsRoutes } from './details/routes.ts';
import { tellOfExpiry } from './expiry-notices.ts';
import { identificationRoute } from './identify/routes.ts';
import { leakedPats, tokenDescendants } from './leaked.ts';
import { organizationTokenRoutes } from './organization/routes.ts';
import { countTokensOf, endTokensOf, unlistTokensOf } from './queries.ts';
import { tokenRoutes } from './routes.ts';
import { deleteEnded, deleteOldIdempotencyKeys, markExpired, revokeIdle } from './sweep.ts';
import { usageSweep } from './usage/retention.ts';

export const tokens: Feature = {
  routes: (services) => [
    ...tokenRoutes(services),
    ...tokenDetailsRoutes(services),
    ...organizationTokenRoutes(services),
    identificationRoute(services),
  ],
  sweeps: ({ db, now }) => [
    { name: 'idle tokens', run: (inSlices) => revokeIdle(db, now(), inSlices) },
    { name: 'notices of expiry', slice: (limit) => tellOfExpiry(db, now(), limit) },
    { name: 'expired tokens', run: (inSlices) => markExpired(db, now(), inSlices) },
    { name: 'ended tokens', slice: (limit) => deleteEnded(db, now(), limit) },
    { name: 'idempotency keys', slice: (limit) => deleteOldIdempotencyKeys(db, now(), limit) },
    usageSweep({ db, now }),
  ],
  leaks: [leakedPats],
  descendants: [tokenDescendants],
  releaseMember: unlistTokensOf,
  countAccess: async (db, organizationId, userId, now) => ({
    tokens: await countTokensOf(db, organizationId, userId, now),
  }),
  memberOffboarded: async (trx, organizationId, userId, at) => ({
    tokensRevoked: await endTokensOf(trx, organizationId, userId, at, { reason: 'offboarded', by: 'scim' }),
  }),
};
