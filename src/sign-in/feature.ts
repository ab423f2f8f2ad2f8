import type { Feature } from '../http/feature.ts';
import { deleteOldAttempts } from './attempts/account-attempts.ts';
import { signInRoutes } from './routes.ts';
import { deleteOldSources } from './sources/remember-sources.ts';

export const signIn: Feature = {
  routes: signInRoutes,
  sweeps: ({ db, now }) => [
    { name: 'password attempts', run: () => deleteOldAttempts(db, now()) },
    { name: 'known sign-in sources', run: () => deleteOldSources(db, now()) },
  ],
};
