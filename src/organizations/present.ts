import type { Static } from 'typebox';
import { parseRole } from '../access/roles.ts';
import { formatTimestamp } from '../contract/timestamps.ts';
import type { Organization, Principal } from '../principals/principal.ts';
import type { InvitationRow } from '../members/invitations-queries.ts';
import type { MemberRow } from './queries.ts';
import {
  type InvitationPage,
  type Me,
  memberStates,
  type Organization as OrganizationSchema,
  type User,
} from './schema.ts';

/** The body of `GET /api/v1/me`. */
export function presentMe(principal: Principal): Static<typeof Me> {
  const { user, organization, role } = principal;
  return {
    user,
    organization: {
      id: organization.id,
      slug: organization.slug,
      name: organization.name,
      plan: organization.plan,
    },
    role,
    authentication: presentAuthentication(principal),
  };
}

function presentAuthentication({ authentication, scopes }: Principal): Static<typeof Me>['authentication'] {
  switch (authentication.method) {
    case 'pat':
      return { method: 'pat', tokenId: authentication.tokenId, scopes: scopes ? [...scopes] : null };
    case 'oauth': {
      const { clientId, grantId } = authentication;
      return { method: 'oauth', clientId, grantId, scopes: scopes ? [...scopes] : [] };
    }
    case 'session':
      return { method: 'session', sessionId: authentication.sessionId };
  }
}

/** An organization with its policy. */
export function presentOrganization(organization: Organization): Static<typeof OrganizationSchema> {
  return { ...organization, policy: { ...organization.policy } };
}

/**
 * A member as the API shows them.
 * @throws Error on a role or state that this program does not know
 */
export function presentUser(row: MemberRow): Static<typeof User> {
  const role = parseRole(row.role);
  const state = memberStates.find((known) => known === row.state);
  if (!role || !state) throw new Error(`member ${row.id} has an unknown role or state`);
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role,
    state,
    createdAt: formatTimestamp(row.createdAt),
  };
}

/**
 * An invitation as the API shows it: never its secret.
 * @throws Error on a role that this program does not know
 */
export function presentInvitation(row: InvitationRow): Static<typeof InvitationPage>['data'][number] {
  const role = parseRole(row.role);
  if (!role) throw new Error(`invitation ${row.id} has an unknown role`);
  return {
    id: row.id,
    email: row.email,
    role,
    name: row.name,
    createdAt: formatTimestamp(row.createdAt),
    expiresAt: formatTimestamp(row.expiresAt),
    invitedBy: { id: row.inviterId, name: row.inviterName },
  };
}
