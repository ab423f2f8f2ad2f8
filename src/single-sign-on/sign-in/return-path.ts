const maxLength = 8_000;
/** An origin for parsing only, which no real address uses. */
const here = 'http://dashboard.invalid';

/**
 * Returns the path to open after sign-in: the given one if it is of this origin, otherwise `/`. Rejects anything that a
 * browser would read as another host (`//host`, `/\host`, `/.//host`).
 */
export function returnPath(given: string | undefined): string {
  // A path in printable ASCII, without backslashes, which browsers treat as slashes.
  if (given === undefined || given.length > maxLength || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(given)) return '/';
  if (!URL.canParse(given, here)) return '/';
  const url = new URL(given, here);
  if (url.origin !== here || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
