import { anonymousProvenance } from '../audit/provenance.ts';
import { hashSecret } from '../credentials/hash.ts';
import { SpedyError } from '../http/errors.ts';
import { organizationHostOf } from '../http/request-state.ts';
import type { RouteContext } from '../http/route-context.ts';
import { refuseForeignOrigin } from '../http/same-origin.ts';
import { responses } from '../http/schemas.ts';
import type { Server } from '../http/server.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { formatTimestamp } from '../http/timestamps.ts';
import { presentMe } from '../organizations/present.ts';
import { findOrganization } from '../organizations/queries.ts';
import { Me } from '../organizations/schema.ts';
import type { FindCredential } from '../principals/verify.ts';
import { acceptInvitation, readInvitation } from './invitation.ts';
import { InvitationAcceptance, InvitationLink, OpenInvitation } from './schema.ts';
import { InvitationThrottle } from './throttle.ts';

const tags = ['Sessions'];
const config = { access: { credential: 'none' } } as const;

/** What somebody with an invitation's link sees and does, before they are a member. */
export function acceptInvitationRoutes(
  server: Server,
  { db, now }: RouteContext,
  find: FindCredential,
): void {
  const throttle = new InvitationThrottle();

  server.post(
    '/api/v1/auth/invitation',
    {
      schema: {
        tags,
        summary: "What an invitation's link invites to, at the organization's host",
        body: InvitationLink,
        response: responses({ 200: OpenInvitation }),
      },
      config,
    },
    async (request) => {
      refuseForeignOrigin(request);
      const { id, slug } = organizationHostOf(request);
      const from = anonymousProvenance(request, id, now());
      const { expiresAt, ...invitation } = await readInvitation(db, throttle, from, request.body.token);
      const { organizationName } = await findOrganization(db, id);
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
        summary: 'Become a member by an invitation; signs in, as a sign-in does',
        body: InvitationAcceptance,
        response: responses({ 200: Me }),
      },
      config: { access: { credential: 'none', recognizes: true } },
    },
    async (request, reply) => {
      refuseForeignOrigin(request);
      const from = anonymousProvenance(request, organizationHostOf(request).id, now());
      const userAgent = request.headers['user-agent'] ?? null;
      const session = await acceptInvitation(db, throttle, from, { ...request.body, userAgent });
      const record = await find('session', hashSecret(session.secret));
      if (!record) throw new SpedyError('invalid_credentials');
      setSessionCookie(request, reply, session.secret, session.expiresAt);
      return presentMe(record.principal);
    },
  );
}
