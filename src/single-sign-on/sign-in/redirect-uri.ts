import { type Hosting, organizationOrigin } from '../../contract/organization-address.ts';

/** Where a sign-in with the identity provider starts, and where the provider redirects to. */
export const startPath = '/api/v1/auth/single-sign-on/start';
export const callbackPath = '/api/v1/auth/single-sign-on/callback';

/** Returns the redirect URI of an organization, which must be registered at its provider. */
export function redirectUriOf(hosting: Hosting, slug: string): string {
  return organizationOrigin(hosting, slug) + callbackPath;
}
