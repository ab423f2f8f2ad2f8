import { isSession } from '../../contract/change-origin.ts';
import { organizationOrigin } from '../../contract/organization-address.ts';
import { mapPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { createInvitation, renewInvitationLink, revokeInvitation } from './invitations.ts';
import { inviters } from './may-invite.ts';
import { presentInvitation } from './present.ts';
import { listInvitations } from './queries.ts';
import {
  CreatedInvitation,
  InvitationLink,
  InvitationPage,
  InvitationQuery,
  InvitationRequest,
} from './schema.ts';

const tag = 'Organization';
const path = '/api/v1/organization/invitations';
const InvitationId = idParameter('invitationId', 'inv');

/** An organization's invitations, for administrators. */
export const invitationRoutes = ({ db, now, settings }: Services) => {
  // Browsers do not send the fragment to servers, which keeps the secret out of logs.
  const linkOf = (slug: string, secret: string) =>
    `${organizationOrigin(settings, slug)}/invitation#${secret}`;

  return [
    defineRoute({
      method: 'POST',
      path,
      tag,
      summary: 'Invite a member (admins)',
      description:
        'An invitation expires after 7 days, or when the inviter can no longer invite. A new invitation to the same email replaces the older one. Inviting an ADMIN requires a session. The link is returned only once, and only to a session.',
      access: administratorAccess,
      body: InvitationRequest,
      response: { 201: CreatedInvitation },
      run: async ({ member: { organization, user }, from, body }) => {
        const { row, secret } = await createInvitation(db, organization.id, from, user, body);
        const link = linkOf(organization.slug, secret);
        return { ...presentInvitation(row), ...(isSession(from) ? { link } : {}) };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/:invitationId/link`,
      tag,
      summary: 'Create a new link for an invitation, replacing the previous one (admins, session only)',
      access: administratorAccess,
      params: InvitationId,
      response: { 201: InvitationLink },
      run: async ({ member: { organization }, from, params }) => {
        const secret = await renewInvitationLink(db, organization.id, from, params.invitationId);
        return { link: linkOf(organization.slug, secret) };
      },
    }),

    defineRoute({
      method: 'GET',
      path,
      tag,
      summary: 'List pending invitations, newest first (admins)',
      access: administratorAccess,
      query: InvitationQuery,
      response: { 200: InvitationPage },
      run: async ({ member, query }) =>
        mapPage(await listInvitations(db, member.organization.id, inviters, query, now()), presentInvitation),
    }),

    defineRoute({
      method: 'DELETE',
      path: `${path}/:invitationId`,
      tag,
      summary: 'Revoke an invitation (admins)',
      access: administratorAccess,
      params: InvitationId,
      response: { 204: NoContent },
      run: ({ member, from, params }) =>
        revokeInvitation(db, member.organization.id, from, params.invitationId),
    }),
  ];
};
