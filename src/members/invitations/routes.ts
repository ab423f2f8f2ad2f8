import { scopeAllows } from '../../access/scopes.ts';
import { isSession } from '../../contract/change-origin.ts';
import { insufficientScope } from '../../contract/insufficient-scope.ts';
import { organizationOrigin } from '../../contract/organization-address.ts';
import { mapPage } from '../../contract/paging.ts';
import { idParameter, NoContent } from '../../contract/schemas.ts';
import { defineRoute } from '../../http/define-route.ts';
import { requireConfirmation } from '../../http/gate/confirmation.ts';
import { administratorAccess } from '../../http/gate/request-state.ts';
import type { Services } from '../../http/services.ts';
import { linkMailOf } from '../../mail/queue.ts';
import type { Principal } from '../../principals/principal.ts';
import { findBoards } from '../../tickets/board-members/queries.ts';
import { inviteSeveral } from './bulk.ts';
import { createInvitation, renewInvitationLink, revokeInvitation } from './invitations.ts';
import { InvitationLimit } from './limit.ts';
import { inviters } from './may-invite.ts';
import { boardsOf, presentInvitation } from './present.ts';
import { listInvitations } from './queries.ts';
import {
  BulkInvitation,
  BulkInvited,
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
export const invitationRoutes = (services: Services) => {
  const { db, now, settings, limits } = services;
  const limit = new InvitationLimit(limits);
  const linkMail = linkMailOf(services);
  // Browsers do not send the fragment to servers, which keeps the secret out of logs.
  const linkOf = (slug: string, secret: string) =>
    `${organizationOrigin(settings, slug)}/invitation#${secret}`;

  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'createInvitation',
      tag,
      summary: 'Invite a member (admins)',
      description:
        'An invitation expires after 7 days, or when the inviter can no longer invite. A new invitation to the same email replaces the older one. Inviting an ADMIN requires a session with a recent confirmation. The link is sent to the email if the server sends e-mail, and returned only once, and only to a session.',
      access: administratorAccess,
      body: InvitationRequest,
      reference: {
        errors: [
          'already_exists',
          'conflict',
          'session_required',
          'confirmation_required',
          'single_sign_on_required',
          'not_found',
          'limit_reached',
        ],
      },
      response: { 201: CreatedInvitation },
      run: async ({ member, from, body }) => {
        const { organization, user } = member;
        requireRights(member, from.at, body);
        await limit.take(organization.id, 1);
        const { row, secret } = await createInvitation(db, organization.id, from, user, body, linkMail);
        const link = linkOf(organization.slug, secret);
        const boards = await findBoards(db, organization.id, body.boardIds ?? []);
        return {
          ...presentInvitation(row, boards),
          mailed: linkMail !== null,
          ...(isSession(from) ? { link } : {}),
        };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/bulk`,
      operationId: 'createInvitations',
      tag,
      summary: 'Invite several members (admins)',
      description:
        'Each address is invited by itself, with its own result. Addresses of members and those with a pending invitation are left as they are. Otherwise as for one invitation. An organization invites at most 200 people per minute.',
      access: administratorAccess,
      body: BulkInvitation,
      reference: {
        errors: [
          'already_exists',
          'conflict',
          'session_required',
          'confirmation_required',
          'single_sign_on_required',
          'not_found',
          'limit_reached',
        ],
      },
      response: { 200: BulkInvited },
      run: async ({ member, from, body }) => {
        const { organization, user } = member;
        requireRights(member, from.at, body);
        await limit.take(organization.id, body.emails.length);
        const outcomes = await inviteSeveral(db, organization.id, from, user, body, linkMail);
        limit.giveBack(organization.id, outcomes.filter(({ result }) => result !== 'invited').length);
        const boards = await findBoards(db, organization.id, body.boardIds ?? []);
        const results = outcomes.map((outcome) => {
          if (outcome.result !== 'invited') return outcome;
          const { email, result, row, secret } = outcome;
          const link = isSession(from) ? { link: linkOf(organization.slug, secret) } : {};
          const invitation = { ...presentInvitation(row, boards), mailed: linkMail !== null, ...link };
          return { email, result, invitation };
        });
        return { results };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/:invitationId/link`,
      operationId: 'createInvitationLink',
      tag,
      summary: 'Create a new link for an invitation, replacing the previous one (admins, session only)',
      description: 'The session needs a recent confirmation.',
      access: { ...administratorAccess, confirmed: true },
      params: InvitationId,
      reference: { errors: ['session_required', 'conflict', 'single_sign_on_required'] },
      response: { 201: InvitationLink },
      run: async ({ member: { organization, user }, from, params: { invitationId } }) => {
        const { id, slug } = organization;
        await limit.take(id, 1);
        const secret = await renewInvitationLink(db, id, from, user, invitationId, linkMail);
        return { mailed: linkMail !== null, link: linkOf(slug, secret) };
      },
    }),

    defineRoute({
      method: 'GET',
      path,
      operationId: 'listInvitations',
      tag,
      summary: 'List pending invitations, newest first (admins)',
      access: administratorAccess,
      query: InvitationQuery,
      response: { 200: InvitationPage },
      run: async ({ member, query }) => {
        const { id } = member.organization;
        const page = await listInvitations(db, id, inviters, query, now());
        const boards = await findBoards(db, id, [...new Set(page.data.flatMap(boardsOf))]);
        return mapPage(page, (row) => presentInvitation(row, boards));
      },
    }),

    defineRoute({
      method: 'DELETE',
      path: `${path}/:invitationId`,
      operationId: 'revokeInvitation',
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

/** An administrator needs a recent confirmation to make another one, and a token the scope with which it changes boards. */
function requireRights(
  member: Principal,
  at: number,
  { role, boardIds = [] }: Pick<InvitationRequest, 'role' | 'boardIds'>,
): void {
  if (role === 'ADMIN') requireConfirmation(member, at);
  if (boardIds.length > 0 && !scopeAllows(member.scopes, 'tickets:write'))
    throw insufficientScope(['tickets:write']);
}
