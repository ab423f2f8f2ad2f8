import { home } from '../home.ts';

/** An origin for parsing alone: no address that comes from outside can name it. */
const here = 'http://dashboard.invalid';

/**
 * Where to go after sign-in: the path that was asked for, if it is one of this origin, else the first page. What a
 * browser would read as another host (`//host`, `/\host`, `/<tab>/host`, `/.//host`) or as a scheme is not followed.
 */
export function returnPath(asked: string | null): string {
  // A path, in printable ASCII as addresses are, without the backslash that browsers take for a slash.
  if (asked === null || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(asked)) return home;
  if (!URL.canParse(asked, here)) return home;
  const url = new URL(asked, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return home;
  return url.pathname + url.search + url.hash;
}

/** The address of the sign-in page that leads back to a path of this origin. */
export function signInPath(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ returnTo })}`;
}
