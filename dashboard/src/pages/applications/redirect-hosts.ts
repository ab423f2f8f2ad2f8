/**
 * Returns the distinct hosts of redirect URIs. For a private-use scheme, returns the scheme and the host if
 * there is one; for an invalid URI, the text itself.
 */
export function redirectHosts(uris: readonly string[]): readonly string[] {
  return [...new Set(uris.map(hostOf))];
}

function hostOf(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { protocol, host } = new URL(uri);
  if (protocol === 'https:' || protocol === 'http:') return host;
  return host === '' ? protocol : `${protocol}//${host}`;
}
