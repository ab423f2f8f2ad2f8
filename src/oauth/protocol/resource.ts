import { type Audience, audienceAllows, widerAudience } from '../../access/audience.ts';
import { OAuthError } from '../../contract/oauth-error.ts';

/** The paths that clients use for the API. Libraries differ in the path and in the trailing slash. */
const apiPaths: readonly string[] = ['', '/api', '/api/v1'];
const mcpPath = '/mcp';

/** The authorization server's own origin, and all origins of its organization. */
type Origins = { readonly origin: string; readonly origins: readonly string[] };

/** Returns the resource indicator of an audience (RFC 8707 2). */
export function resourceOf(origin: string, audience: Audience): string {
  return audience === 'mcp' ? `${origin}${mcpPath}` : origin;
}

/**
 * Returns the audience that a client requests a token for; null without a resource parameter.
 * @throws OAuthError invalid_target for a resource of another server, or one that is not a URL
 */
export function parseResources(issuer: Origins, resources: readonly string[]): Audience | null {
  let audience: Audience | null = null;
  for (const resource of resources) {
    const requested = audienceOf(issuer, resource);
    audience = audience === null ? requested : widerAudience(audience, requested);
  }
  return audience;
}

/**
 * Returns the audience of a token issued for a code or refresh token: the same, or a narrower one on request.
 * @throws OAuthError invalid_target for a resource that the code or refresh token does not cover
 */
export function narrowResource(held: Audience, issuer: Origins, resources: readonly string[]): Audience {
  const requested = parseResources(issuer, resources) ?? held;
  if (!audienceAllows(held, requested))
    throw new OAuthError('invalid_target', `the member allowed ${resourceOf(issuer.origin, held)} only`);
  return requested;
}

function audienceOf({ origin, origins }: Origins, resource: string): Audience {
  const url = URL.canParse(resource) ? new URL(resource) : null;
  if (url && origins.includes(url.origin) && url.search === '' && !resource.includes('#')) {
    const path = url.pathname.replace(/\/$/, '');
    if (path === mcpPath) return 'mcp';
    if (apiPaths.includes(path)) return 'api';
  }
  throw new OAuthError('invalid_target', `resource must be ${origin} or ${origin}${mcpPath}`);
}
