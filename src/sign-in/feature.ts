import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { deleteOldAttempts } from './attempts/account-attempts.ts';
import { deletePasskeysOf } from './passkeys/queries.ts';
import { signInRoutes } from './routes.ts';
import { deleteOldSources } from './sources/remember-sources.ts';

export const signIn: Feature = {
  routes: signInRoutes,
  sweeps: ({ db, now }) => [
    { name: 'password attempts', slice: (limit) => deleteOldAttempts(db, now(), limit) },
    { name: 'passkey challenges', slice: (limit) => deleteExpired(db, 'passkey_challenges', now(), limit) },
    { name: 'known sign-in sources', slice: (limit) => deleteOldSources(db, now(), limit) },
  ],
  memberRemoved: async (trx, organizationId, userId) => {
    await deletePasskeysOf(trx, { organizationId, userId });
    return {};
  },
};
