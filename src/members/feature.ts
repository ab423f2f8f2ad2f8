import type { Feature } from '../http/feature.ts';
import { deleteExpired } from '../storage/expired-rows-queries.ts';
import { memberAccessRoutes } from './access/routes.ts';
import { acceptInvitationRoutes } from './invitations/accept-routes.ts';
import { invitationDescendants, leakedInvitations } from './invitations/leaked.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { removedMembers, sweepRemoved } from './remove-member.ts';
import { memberRoutes } from './routes.ts';
import { memberSessionRoutes } from './session-routes.ts';

export const members: Feature = {
  routes: (services) => [
    ...memberRoutes(services),
    ...memberAccessRoutes(services),
    ...memberSessionRoutes(services),
    ...invitationRoutes(services),
    ...acceptInvitationRoutes(services),
  ],
  sweeps: ({ db, now, hooks }) => [
    { name: removedMembers, run: (inSlices) => sweepRemoved(db, now(), hooks.releaseMember, inSlices) },
    { name: 'invitations', slice: (limit) => deleteExpired(db, 'invitations', now(), limit) },
  ],
  leaks: [leakedInvitations],
  descendants: [invitationDescendants],
};
