import { home } from '../home.ts';

/** An origin for parsing only, which no real address uses. */
const here = 'http://dashboard.invalid';

/**
 * Returns where to go after sign-in: the given path if it is of this origin, otherwise the home page. Rejects
 * anything that a browser would read as another host (`//host`, `/\host`, `/<tab>/host`, `/.//host`) or as a
 * scheme.
 */
export function returnPath(given: string | null): string {
  // A path in printable ASCII, without backslashes, which browsers treat as slashes.
  if (given === null || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(given)) return home;
  if (!URL.canParse(given, here)) return home;
  const url = new URL(given, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return home;
  return url.pathname + url.search + url.hash;
}

/** The sign-in page with the choice of an organization, also for members who are signed in. */
export const otherOrganizationPath = '/sign-in?other';

/** Returns the path of the sign-in page that returns to the given path. */
export function signInPath(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ returnTo })}`;
}
