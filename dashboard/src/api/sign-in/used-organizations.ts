const name = 'spedy_organizations';
/** Maximum number of remembered organizations. */
const most = 10;
/** How long they are remembered after the last sign-in, in seconds. */
const maxAge = 365 * 86_400;
/** One label of a host name. */
const slugForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text can be the first part of an organization's address. */
export function isSlug(text: string): boolean {
  return slugForm.test(text);
}

/**
 * Returns the host of the bare domain, with its port.
 * @param host of this page
 * @param slug of the organization at this host; null on the bare domain
 */
export function bareHost(host: string, slug: string | null): string {
  const prefix = `${slug}.`;
  return slug !== null && host.startsWith(prefix) ? host.slice(prefix.length) : host;
}

/** Returns the organizations that were used on this device, from a page's cookies, the latest first. */
export function usedOrganizations(cookies: string): readonly string[] {
  const value = cookies.split('; ').find((cookie) => cookie.startsWith(`${name}=`));
  return [...new Set((value ?? '').slice(name.length + 1).split('.'))].filter(isSlug).slice(0, most);
}

/** Returns the cookie that remembers an organization first, for all organizations of the bare domain. */
export function rememberingCookie(cookies: string, slug: string, location: CookieLocation): string {
  const others = usedOrganizations(cookies).filter((other) => other !== slug);
  return cookieOf([slug, ...others].slice(0, most), location);
}

/** Returns the cookie that no longer remembers an organization. */
export function forgettingCookie(cookies: string, slug: string, location: CookieLocation): string {
  return cookieOf(
    usedOrganizations(cookies).filter((other) => other !== slug),
    location,
  );
}

/** Where a cookie is set: the host of the bare domain, and the protocol of the page. */
type CookieLocation = { readonly bareHost: string; readonly protocol: string };

function cookieOf(slugs: readonly string[], { bareHost: host, protocol }: CookieLocation): string {
  const domain = host.replace(/:\d+$/, '');
  return [
    `${name}=${slugs.join('.')}`,
    'path=/',
    `max-age=${slugs.length === 0 ? 0 : maxAge}`,
    'samesite=lax',
    // Browsers do not accept a domain without a dot, such as localhost: then each host remembers its own.
    ...(domain.includes('.') ? [`domain=${domain}`] : []),
    ...(protocol === 'https:' ? ['secure'] : []),
  ].join('; ');
}
