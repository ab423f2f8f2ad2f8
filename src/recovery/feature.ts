import type { Feature } from '../http/feature.ts';
import { linkMailOf } from '../mail/queue.ts';
import { endLinks } from '../sign-in/end-links.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { emailChangeRoutes } from './email-change-routes.ts';
import { leakedEmailChanges, leakedResets } from './leaked.ts';
import { answerRequests } from './reset-requests.ts';
import { resetRoutes } from './routes.ts';

const hour = 3_600_000;
/** Milliseconds between two looks for requests. */
const interval = 1_000;

export const recovery: Feature = {
  routes: (services) => [...resetRoutes(services), ...emailChangeRoutes(services)],
  background: (services) => {
    const linkMail = linkMailOf(services);
    if (linkMail === null) return [];
    const round = () => answerRequests(services.db, linkMail, services.now());
    return [{ name: 'password resets', every: interval, round }];
  },
  sweeps: ({ db, now }) => [
    { name: 'password resets', slice: (limit) => deleteExpired(db, 'password_resets', now(), limit) },
    { name: 'reset requests', slice: (limit) => deleteExpired(db, 'reset_requests', now() - hour, limit) },
    { name: 'email changes', slice: (limit) => deleteExpired(db, 'email_changes', now(), limit) },
  ],
  leaks: [leakedResets, leakedEmailChanges],
  memberRemoved: endLinks,
  memberOffboarded: endLinks,
};
