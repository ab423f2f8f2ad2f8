import { type OAuthScope, oauthScopes } from '../../access/scopes.ts';
import type { RouteAccess } from '../gate/request-state.ts';

const scopeTexts: Readonly<Record<OAuthScope, string>> = {
  'profile:read': 'Read your profile.',
  'tickets:read': 'Read boards, tickets and comments.',
  'tickets:write': 'Create and change tickets and comments.',
};

/** The security schemes of the document. @param origin an organization's own origin */
export function securitySchemes(origin: string) {
  const endpoint = (name: string) => `${origin}/api/v1/oauth/${name}`;
  return {
    token: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'spedy_pat_…',
      description:
        'A personal access token. Without scopes it can do what its member can do; with scopes, it needs the one in ' +
        '`x-required-scope`.',
    },
    oauth: {
      type: 'oauth2',
      description: "An access token from the organization's own authorization server, with PKCE (S256).",
      flows: {
        authorizationCode: {
          authorizationUrl: endpoint('authorize'),
          tokenUrl: endpoint('token'),
          refreshUrl: endpoint('token'),
          scopes: scopeTexts,
        },
      },
    },
    client: {
      type: 'http',
      scheme: 'basic',
      description: 'The ID and secret of an OAuth client or a resource server.',
    },
    scim: { type: 'http', scheme: 'bearer', description: 'A SCIM token (spedy_scm_…).' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'spedy_session',
      description:
        "The dashboard's session. Where the server's address is https, the cookie's name is `__Host-spedy_session`. " +
        'Requests that change something need an `Origin` header with the same origin.',
    },
  } as const;
}

type Requirement = Readonly<Record<string, readonly string[]>>;

/** The credentials of which one is enough. */
export function securityOf(access: RouteAccess): readonly Requirement[] {
  if (access.credential === 'none') return [];
  const session = { session: [] };
  if (access.credential === 'session') return [session];
  const token = { token: [] };
  const { scope } = access;
  if (scope === null) return [token, { oauth: [] }, session];
  return isOAuthScope(scope) ? [token, { oauth: [scope] }, session] : [token, session];
}

/** Says which credentials a request needs, for the description of its operation. */
export function accessText(access: RouteAccess): string {
  if (access.credential === 'none') return 'Needs no credential.';
  const sessionText = access.confirmed ? 'a session with a recent confirmation' : 'a session';
  const text = credentialText(access, sessionText);
  return access.permission === undefined
    ? text
    : `${text} The member's role must have the permission \`${access.permission}\`.`;
}

function credentialText(access: Exclude<RouteAccess, { credential: 'none' }>, sessionText: string): string {
  if (access.credential === 'session') return `Needs ${sessionText}.`;
  const { scope } = access;
  if (scope === null) return `Needs a personal access token, an OAuth access token or ${sessionText}.`;
  if (isOAuthScope(scope))
    return `Needs a personal access token or an OAuth access token with the scope \`${scope}\`, or ${sessionText}.`;
  return `Needs a personal access token with the scope \`${scope}\` or without scopes, or ${sessionText}.`;
}

function isOAuthScope(scope: string): scope is OAuthScope {
  return oauthScopes.some((known) => known === scope);
}
