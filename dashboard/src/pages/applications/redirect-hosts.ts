/**
 * Where redirect URIs lead, each place once: the host; for an application's own scheme, the scheme with what stands in
 * place of a host; what is no URI, as it is.
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
