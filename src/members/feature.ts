import type { Feature } from '../http/feature.ts';
import { acceptInvitationRoutes } from './invitations/accept-routes.ts';
import { invitationDescendants, leakedInvitations } from './invitations/leaked.ts';
import { deleteExpiredInvitations } from './invitations/queries.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { memberRoutes } from './routes.ts';
import { secondFactorResetRoutes } from './second-factor-reset-routes.ts';

export const members: Feature = {
  register: (server, services) => {
    memberRoutes(server, services);
    invitationRoutes(server, services, services.settings);
    secondFactorResetRoutes(server, services);
    acceptInvitationRoutes(server, services, services.find, services.refusals);
  },
  sweeps: ({ db, now }) => [{ what: 'invitations', run: () => deleteExpiredInvitations(db, now()) }],
  leaks: [leakedInvitations],
  descendants: [invitationDescendants],
};
