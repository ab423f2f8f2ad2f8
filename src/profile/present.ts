import type { Static } from 'typebox';
import type { Principal } from '../principals/principal.ts';
import type { Me } from './schema.ts';

/** Returns the body of `GET /api/v1/me`. */
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
      const { clientId, connectionId } = authentication;
      return { method: 'oauth', clientId, grantId: connectionId, scopes: scopes ? [...scopes] : [] };
    }
    case 'session':
      return { method: 'session', sessionId: authentication.sessionId };
  }
}
