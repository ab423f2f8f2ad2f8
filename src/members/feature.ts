import type { Feature } from '../http/feature.ts';
import { acceptInvitationRoutes } from './invitations/accept-routes.ts';
import { invitationDescendants, leakedInvitations } from './invitations/leaked.ts';
import { deleteExpiredInvitations } from './invitations/queries.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { memberRoutes } from './routes.ts';

export const members: Feature = {
  routes: (services) => [
    ...memberRoutes(services),
    ...invitationRoutes(services),
    ...acceptInvitationRoutes(services),
  ],
  sweeps: ({ db, now }) => [{ name: 'invitations', run: () => deleteExpiredInvitations(db, now()) }],
  leaks: [leakedInvitations],
  descendants: [invitationDescendants],
};
