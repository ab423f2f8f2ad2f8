import type { Feature } from '../http/feature.ts';
import { forgetAttempts } from './attempts/account-attempts.ts';
import { signInRoutes } from './routes.ts';
import { forgetSources } from './sources/remember-sources.ts';

export const signIn: Feature = {
  routes: signInRoutes,
  sweeps: ({ db, now }) => [
    { what: 'password attempts', run: () => forgetAttempts(db, now()) },
    { what: 'known sign-in sources', run: () => forgetSources(db, now()) },
  ],
};
