import { type Audience, audienceAllows, widerAudience } from '../access/audience.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { Issuer } from './endpoint.ts';

/** What clients call the API, with the slash at the end or without: their libraries differ. */
const apiPaths: readonly string[] = ['', '/api', '/api/v1'];
const mcpPath = '/mcp';

type ResourceHome = Pick<Issuer, 'origin' | 'origins'>;

/** The resource that an audience is called by (RFC 8707 2). */
export function resourceOf(origin: string, audience: Audience): string {
  return audience === 'mcp' ? `${origin}${mcpPath}` : origin;
}

/**
 * What a client asks a token for; null where it does not say.
 * @throws OAuthError invalid_target for a resource of somebody else, or one that is no URL
 */
export function parseResources(issuer: ResourceHome, resources: readonly string[]): Audience | null {
  let audience: Audience | null = null;
  for (const resource of resources) {
    const asked = audienceOf(issuer, resource);
    audience = audience === null ? asked : widerAudience(audience, asked);
  }
  return audience;
}

/**
 * The audience of a token made from another value: the same, or a narrower one where that is asked.
 * @throws OAuthError invalid_target for a resource that the value is not for
 */
export function narrowResource(held: Audience, issuer: ResourceHome, resources: readonly string[]): Audience {
  const asked = parseResources(issuer, resources) ?? held;
  if (!audienceAllows(held, asked))
    throw new OAuthError('invalid_target', `this grant is for ${resourceOf(issuer.origin, held)} only`);
  return asked;
}

function audienceOf({ origin, origins }: ResourceHome, resource: string): Audience {
  const url = URL.canParse(resource) ? new URL(resource) : null;
  if (url && origins.includes(url.origin) && url.search === '' && !resource.includes('#')) {
    const path = url.pathname.replace(/\/$/, '');
    if (path === mcpPath) return 'mcp';
    if (apiPaths.includes(path)) return 'api';
  }
  throw new OAuthError('invalid_target', `the resources here are ${origin} and ${origin}${mcpPath}`);
}
