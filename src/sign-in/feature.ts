import type { Feature } from '../http/feature.ts';
import { deleteOldAttempts } from './attempts/account-attempts.ts';
import { signInRoutes } from './routes.ts';
import { deleteOldSources } from './sources/remember-sources.ts';

export const signIn: Feature = {
  routes: signInRoutes,
  sweeps: ({ db, now }) => [
    { name: 'password attempts', slice: (limit) => deleteOldAttempts(db, now(), limit) },
    { name: 'known sign-in sources', slice: (limit) => deleteOldSources(db, now(), limit) },
  ],
};
