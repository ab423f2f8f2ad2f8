import { isSession } from '../../contract/change-origin.ts';
import { type Hosting, organizationOrigin } from '../../contract/organization-address.ts';
import { toPage } from '../../contract/paging.ts';
import { idParameter, NoContent, responses } from '../../contract/schemas.ts';
import { originOf } from '../../http/change-origin.ts';
import { principalOf } from '../../http/gate/request-state.ts';
import type { RouteContext } from '../../http/route-context.ts';
import type { Server } from '../../http/server.ts';
import {
  CreatedInvitation,
  InvitationLink,
  InvitationPage,
  InvitationQuery,
  InvitationRequest,
} from '../../organizations/schema.ts';
import { presentInvitation } from '../present.ts';
import { createInvitation, renewInvitationLink, revokeInvitation } from './invitations.ts';
import { inviters } from './may-invite.ts';
import { listInvitations } from './queries.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];
const path = '/api/v1/organization/invitations';
const InvitationId = idParameter('invitationId', 'inv');

/** Creates, lists and revokes invitations, for administrators. */
export function invitationRoutes(server: Server, { db, now }: RouteContext, hosting: Hosting): void {
  // Browsers do not send the fragment to servers, which keeps the secret out of logs.
  const linkOf = (slug: string, secret: string) =>
    `${organizationOrigin(hosting, slug)}/invitation#${secret}`;

  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Invite a member (admins)',
        description:
          'An invitation expires after 7 days, or when the inviter can no longer invite. A new invitation to the same email replaces the older one. Inviting an ADMIN requires a session. The link is returned only once, and only to a session.',
        body: InvitationRequest,
        response: responses({ 201: CreatedInvitation }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { user, organization } = principalOf(request);
      const from = originOf(request);
      const { row, secret } = await createInvitation(db, organization.id, from, user, request.body);
      const link = linkOf(organization.slug, secret);
      return reply.status(201).send({ ...presentInvitation(row), ...(isSession(from) ? { link } : {}) });
    },
  );

  server.post(
    `${path}/:invitationId/link`,
    {
      schema: {
        tags,
        summary: 'Create a new link for an invitation, replacing the previous one (admins, session only)',
        params: InvitationId,
        response: responses({ 201: InvitationLink }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      const from = originOf(request);
      const secret = await renewInvitationLink(db, organization.id, from, request.params.invitationId);
      return reply.status(201).send({ link: linkOf(organization.slug, secret) });
    },
  );

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'List pending invitations, newest first (admins)',
        querystring: InvitationQuery,
        response: responses({ 200: InvitationPage }),
      },
      config: { access },
    },
    async (request) => {
      const { id } = principalOf(request).organization;
      const { total, rows } = await listInvitations(db, id, inviters, request.query, now());
      return toPage(request.query, total, rows.map(presentInvitation));
    },
  );

  server.delete(
    `${path}/:invitationId`,
    {
      schema: {
        tags,
        summary: 'Revoke an invitation (admins)',
        params: InvitationId,
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { organization } = principalOf(request);
      await revokeInvitation(db, organization.id, originOf(request), request.params.invitationId);
      return reply.status(204).send(null);
    },
  );
}
