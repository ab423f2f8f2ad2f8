import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { SpedyError } from '../../contract/errors.ts';
import { type Refusals, refusal } from '../../contract/rejected-attempts.ts';
import { responses } from '../../contract/schemas.ts';
import { formatTimestamp } from '../../contract/timestamps.ts';
import { hashSecret } from '../../credentials/hash.ts';
import { anonymousOrigin } from '../../http/change-origin.ts';
import { organizationHostOf } from '../../http/gate/request-state.ts';
import { refuseForeignOrigin } from '../../http/gate/same-origin.ts';
import type { RouteContext } from '../../http/route-context.ts';
import type { Server } from '../../http/server.ts';
import { findOrganization } from '../../organizations/queries.ts';
import { Me } from '../../organizations/schema.ts';
import type { FindCredential } from '../../principals/verify.ts';
import { presentMe } from '../../profile/present.ts';
import { browserOf, signedIn } from '../../sessions/browser-cookie.ts';
import { InvitationAcceptance, InvitationLink, OpenInvitation } from '../../sessions/schema.ts';
import { InvitationThrottle } from '../../sign-in/throttle.ts';
import { acceptInvitation, readInvitation } from './accept.ts';

const tags = ['Sessions'];
const config = { access: { credential: 'none' } } as const;

/** Shows and accepts an invitation, for a person who is not a member yet. */
export function acceptInvitationRoutes(
  server: Server,
  { db, now }: RouteContext,
  find: FindCredential,
  refusals: Refusals,
): void {
  const throttle = new InvitationThrottle();
  const noted = <T>(organizationId: string, from: ChangeOrigin, use: () => Promise<T>) =>
    notingRefusal(refusals, organizationId, from, use);

  server.post(
    '/api/v1/auth/invitation',
    {
      schema: {
        tags,
        summary: 'Get the invitation of a link',
        body: InvitationLink,
        response: responses({ 200: OpenInvitation }),
      },
      config,
    },
    async (request) => {
      refuseForeignOrigin(request);
      const { id: organizationId, slug } = organizationHostOf(request);
      const from = anonymousOrigin(request);
      const { expiresAt, ...invitation } = await noted(organizationId, from, () =>
        readInvitation(db, throttle, organizationId, from, request.body.token),
      );
      const { organizationName } = await findOrganization(db, organizationId);
      return {
        organization: { name: organizationName, slug },
        ...invitation,
        expiresAt: formatTimestamp(expiresAt),
      };
    },
  );

  server.post(
    '/api/v1/auth/invitation/accept',
    {
      schema: {
        tags,
        summary: 'Accept an invitation and sign in',
        body: InvitationAcceptance,
        response: responses({ 200: Me }),
      },
      config: { access: { credential: 'none', recognizes: true } },
    },
    async (request, reply) => {
      refuseForeignOrigin(request);
      const { id: organizationId } = organizationHostOf(request);
      const from = anonymousOrigin(request);
      const session = await noted(organizationId, from, () =>
        acceptInvitation(db, throttle, organizationId, from, browserOf(request), request.body),
      );
      const record = await find('session', hashSecret(session.secret));
      if (!record) throw new SpedyError('invalid_credentials');
      signedIn(request, reply, session, now());
      return presentMe(record.principal);
    },
  );
}

/** Uses the link of an invitation; records a rejected one in the audit log. */
async function notingRefusal<T>(
  refusals: Refusals,
  organizationId: string,
  from: ChangeOrigin,
  use: () => Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof SpedyError && error.code === 'rate_limited')
      refusals.note(organizationId, from, {
        action: refusal.limit,
        account: null,
        details: { reason: 'too_many_invitations' },
      });
    // An invalid name or password is not a rejected invitation.
    else if (error instanceof SpedyError && error.code !== 'validation_failed')
      refusals.note(organizationId, from, {
        action: refusal.invitation,
        account: null,
        details: { reason: error.code },
      });
    throw error;
  }
}
