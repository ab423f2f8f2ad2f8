/** The kind of a redirect URI. `loopback`: a program on the member's computer, over http or https. */
export type RedirectKind = 'https' | 'loopback' | 'private_use';

/** Maximum number of redirect URIs of a client, and maximum length of one, in characters. */
export const maxRedirectUris = 10;
const maxLength = 2_000;

/**
 * Schemes of well-known applications that are not a reverse domain name, as RFC 8252 7.1 requires. Without this list
 * these applications could not connect.
 */
const knownSchemes: readonly string[] =
  'claude cursor goose jetbrains kiro lmstudio raycast vscode vscode-insiders vscodium warp windsurf zed'.split(
    ' ',
  );

/** Hosts that always mean the computer of the browser (RFC 8252 7.3, 8.3). */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** Only RFC 3986 characters and complete percent-encodings. */
const characters = /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i;
/** Scheme, optional authority, the rest. */
const form = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?]*))?(.*)$/i;
const loopbackForm = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?([/?].*)?$/i;
/** Port 0 cannot be used, and browsers remove leading zeros. */
const badPort = /:0\d*$/;

/**
 * Returns why a client cannot register a redirect URI, for its developer; null if it can. Allowed are https, http on
 * loopback with any port, and for public clients a private-use scheme (RFC 8252 7, RFC 9700 2.1). A URI that browsers
 * would normalize to another text is rejected too.
 */
export function redirectProblem(uri: string, isPublic: boolean): string | null {
  if (uri.length > maxLength) return `is longer than ${maxLength} characters`;
  if (uri.includes('#')) return 'must not have a fragment';
  if (uri.includes('*')) return 'must not have a wildcard: register each URI';
  const match = form.exec(uri);
  if (!match || !characters.test(uri) || !URL.canParse(uri)) {
    return 'is not a valid absolute URI: spaces, control and other special characters must be percent-encoded';
  }
  const [, scheme = '', authority, rest = ''] = match;
  if (authority?.includes('@')) return 'must not have a user name or password';
  if (authority && badPort.test(authority)) return 'must have a port without leading zeros, and not port 0';
  if (authority && !/^[\w\-.:[\]]+$/.test(authority)) return 'must have an ASCII host name (punycode)';
  const problem = schemeProblem(uri, scheme.toLowerCase(), authority, rest, isPublic);
  if (problem === null && scheme !== scheme.toLowerCase())
    return 'must have a scheme in lower case: redirect URIs are compared as text';
  return problem;
}

function schemeProblem(
  uri: string,
  scheme: string,
  authority: string | undefined,
  rest: string,
  isPublic: boolean,
): string | null {
  switch (scheme) {
    case 'https':
      return authority ? null : 'must have a host, as in https://app.example.com/callback';
    case 'http':
      return loopbackParts(uri.replace(/^http:/i, 'http:'))
        ? null
        : 'must use https: http is allowed only for 127.0.0.1, [::1] and localhost (RFC 8252 7.3)';
    default:
      return privateUseProblem(scheme, (authority ?? '') + rest, isPublic);
  }
}

function privateUseProblem(scheme: string, rest: string, isPublic: boolean): string | null {
  const isReverseDomain = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$/.test(scheme);
  if (!isReverseDomain && !knownSchemes.includes(scheme)) {
    return `must use https, http on loopback, or a private-use scheme that is a reverse domain name, as in com.example.app:/callback (RFC 8252 7.1); ${scheme}: is not one`;
  }
  if (rest === '') return 'must have something after the scheme';
  return isPublic
    ? null
    : 'has a private-use scheme, which only public clients can use: register with token_endpoint_auth_method none';
}

/**
 * Returns whether a client with the redirect URIs `registered` can use `requested`. They must be the same text (RFC 9700
 * 4.1.3), except for the port of http on loopback, which a program knows only when it runs (RFC 8252 7.3).
 */
export function redirectAllowed(registered: readonly string[], requested: string): boolean {
  if (registered.includes(requested)) return true;
  const wanted = loopbackParts(requested);
  if (!wanted) return false;
  return registered.some((uri) => {
    const known = loopbackParts(uri);
    return known !== null && known.host === wanted.host && known.rest === wanted.rest;
  });
}

/** Returns host and path of an http URI on loopback. An empty path equals `/` (RFC 3986 6.2.3). */
function loopbackParts(uri: string): { host: string; rest: string } | null {
  const [, host, port, rest = ''] = loopbackForm.exec(uri) ?? [];
  if (host === undefined || !uri.startsWith('http:') || Number(port ?? 0) > 65_535) return null;
  return { host: host.toLowerCase(), rest: rest.startsWith('/') ? rest : `/${rest}` };
}

/** Returns the kind of a valid redirect URI. Only `https` proves its owner: any program can receive the others. */
export function redirectKind(uri: string): RedirectKind {
  const { protocol, hostname } = new URL(uri);
  if (protocol !== 'https:' && protocol !== 'http:') return 'private_use';
  const isLoopback =
    loopbackHosts.includes(hostname) || hostname.startsWith('127.') || /(^|\.)localhost\.?$/.test(hostname);
  return isLoopback ? 'loopback' : 'https';
}

/**
 * Returns the host of a redirect URI for display, with a non-default port; for a private-use scheme, the scheme and what
 * stands in place of the host.
 */
export function redirectHost(uri: string): string {
  const { protocol, host } = new URL(uri);
  if (protocol === 'https:' || protocol === 'http:') return host;
  return host === '' ? protocol : `${protocol}//${host}`;
}
