import { memberProvenance } from '../audit/provenance.ts';
import { type Hosting, organizationOrigin } from '../http/hosts.ts';
import { toPage } from '../http/paging.ts';
import { principalOf } from '../http/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import { idParameter, NoContent, responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { createInvitation, revokeInvitation } from './invitations.ts';
import { listInvitations } from './invitations-queries.ts';
import { presentInvitation } from './present.ts';
import { CreatedInvitation, InvitationPage, InvitationQuery, InvitationRequest } from './schema.ts';

const access = { credential: 'any', scope: 'organization:write', permission: 'organization:manage' } as const;
const tags = ['Organization'];
const path = '/api/v1/organization/invitations';

/** Invitations to become a member; accepting one is a matter of sessions/. */
export function invitationRoutes(server: Server, { db, now }: RouteContext, hosting: Hosting): void {
  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Invite somebody; the link is shown this once (admins)',
        description: 'Lives 7 days. A new invitation to the same email replaces the older one.',
        body: InvitationRequest,
        response: responses({ 201: CreatedInvitation }),
      },
      config: { access },
    },
    async (request, reply) => {
      const { user, organization } = principalOf(request);
      const from = memberProvenance(request, now());
      const { row, secret } = await createInvitation(db, from, user, request.body);
      // In the fragment, which a browser sends to no server: the secret stays out of every log.
      const link = `${organizationOrigin(hosting, organization.slug)}/invitation#${secret}`;
      return reply.status(201).send({ ...presentInvitation(row), link });
    },
  );

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Invitations that can still be accepted, newest first (admins)',
        querystring: InvitationQuery,
        response: responses({ 200: InvitationPage }),
      },
      config: { access },
    },
    async (request) => {
      const { id } = principalOf(request).organization;
      const { total, rows } = await listInvitations(db, id, request.query, now());
      return toPage(request.query, total, rows.map(presentInvitation));
    },
  );

  server.delete(
    `${path}/:invitationId`,
    {
      schema: {
        tags,
        summary: 'Take an invitation back (admins)',
        params: idParameter('invitationId', 'inv'),
        response: responses({ 204: NoContent }),
      },
      config: { access },
    },
    async (request, reply) => {
      await revokeInvitation(db, memberProvenance(request, now()), request.params.invitationId);
      return reply.status(204).send(null);
    },
  );
}
