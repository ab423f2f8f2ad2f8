import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { acceptInvitationRoutes } from './invitations/accept-routes.ts';
import { invitationDescendants, leakedInvitations } from './invitations/leaked.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { sweepRemoved } from './remove-member.ts';
import { memberRoutes } from './routes.ts';

export const members: Feature = {
  routes: (services) => [
    ...memberRoutes(services),
    ...invitationRoutes(services),
    ...acceptInvitationRoutes(services),
  ],
  sweeps: ({ db, now, hooks }) => [
    { name: 'removed members', run: (inSlices) => sweepRemoved(db, now(), hooks.releaseMember, inSlices) },
    { name: 'invitations', slice: (limit) => deleteExpired(db, 'invitations', now(), limit) },
  ],
  leaks: [leakedInvitations],
  descendants: [invitationDescendants],
};
