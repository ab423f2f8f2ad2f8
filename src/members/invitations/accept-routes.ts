import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { AddressAttemptLimit } from '../../contract/limits/attempt-limit.ts';
import type { Refusals } from '../../contract/rejected-attempts.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import { defineRoute } from '../../http/define-route.ts';
import { withoutForeignOrigins } from '../../http/gate/same-origin.ts';
import type { Services } from '../../http/services.ts';
import { findOrganization } from '../../organizations/queries.ts';
import { presentMe } from '../../profile/present.ts';
import { Me } from '../../profile/schema.ts';
import { browserOf, startBrowserSession } from '../../sign-in/browser-cookie.ts';
import { acceptInvitation, readInvitation } from './accept.ts';
import { InvitationAcceptance, InvitationToken, OpenInvitation } from './schema.ts';

const tag = 'Sessions';
const path = '/api/v1/auth/invitation';
/** Attempts at links from one address at one organization. */
const attemptsPerMinute = 30;

/** The invitation of a link, for a person who is not a member yet. */
export const acceptInvitationRoutes = (services: Services) => {
  const { db, refusals, limits } = services;
  const limit = new AddressAttemptLimit(limits, 'invitations', attemptsPerMinute);

  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'getInvitationOfLink',
      tag,
      summary: 'Get the invitation of a link',
      access: { credential: 'none' },
      body: InvitationToken,
      fastify: withoutForeignOrigins,
      reference: { errors: ['not_found', 'cross_site_request', 'single_sign_on_required'] },
      response: { 200: OpenInvitation },
      run: async ({ host: { id, slug }, request, body }) => {
        const from = anonymousOrigin(request);
        const { expiresAt, ...invitation } = await recordRejection(refusals, id, from, () =>
          readInvitation(db, limit, id, from, body.token),
        );
        const { organizationName } = await findOrganization(db, id);
        return {
          organization: { name: organizationName, slug },
          ...invitation,
          expiresAt: formatTimestamp(expiresAt),
        };
      },
    }),

    defineRoute({
      method: 'POST',
      path: `${path}/accept`,
      operationId: 'acceptInvitation',
      tag,
      summary: 'Accept an invitation and sign in',
      access: { credential: 'none', recognizes: true },
      body: InvitationAcceptance,
      fastify: withoutForeignOrigins,
      reference: { errors: ['not_found', 'cross_site_request', 'single_sign_on_required', 'already_exists'] },
      response: { 200: Me },
      run: async ({ host: { id }, request, reply, body }) => {
        const from = anonymousOrigin(request);
        const session = await recordRejection(refusals, id, from, () =>
          acceptInvitation(db, limit, id, from, browserOf(request), body),
        );
        return presentMe(await startBrowserSession(services, request, reply, session));
      },
    }),
  ];
};

/** Uses the link of an invitation; records a rejected one in the audit log. */
async function recordRejection<T>(
  refusals: Refusals,
  organizationId: string,
  from: ChangeOrigin,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof SpedyError && error.code === 'rate_limited')
      refusals.record(organizationId, from, {
        action: 'refusal.limit',
        account: null,
        details: { reason: 'too_many_invitations' },
      });
    // An invalid name or password is not a rejected invitation.
    else if (error instanceof SpedyError && error.code !== 'validation_failed')
      refusals.record(organizationId, from, {
        action: 'refusal.invitation',
        account: null,
        details: { reason: error.code },
      });
    throw error;
  }
}
