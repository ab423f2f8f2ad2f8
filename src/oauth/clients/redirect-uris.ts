/** What a redirect URI leads to. `loopback`: a program on the member's own machine, over http or https. */
export type RedirectKind = 'https' | 'loopback' | 'private_use';

/** Most redirect URIs of one client, and most characters of one. */
export const maxRedirectUris = 10;
const maxLength = 2_000;

/**
 * Schemes without a dot that well-known applications have registered with operating systems. RFC 8252 7.1 asks for a
 * reverse domain name, which these do not have; refusing them would shut the applications out.
 */
const knownSchemes: readonly string[] =
  'claude cursor goose jetbrains kiro lmstudio raycast vscode vscode-insiders vscodium warp windsurf zed'.split(
    ' ',
  );

/** Hosts that are the member's own machine wherever the browser runs (RFC 8252 7.3, 8.3). */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** RFC 3986's characters alone, with whole percent-encodings. */
const characters = /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i;
/** Scheme, authority where there is one, the rest. */
const form = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?]*))?(.*)$/i;
const loopbackForm = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?([/?].*)?$/i;
/** No program listens at port 0, and browsers take leading zeros away. */
const badPort = /:0\d*$/;

/**
 * Why a client may not register a redirect URI, in words for its developer; null when it may: https; http on
 * loopback with any port; for public clients a private-use scheme (RFC 8252 7, RFC 9700 2.1). What a browser would
 * read otherwise than it is written is refused with the rest.
 */
export function redirectProblem(uri: string, isPublic: boolean): string | null {
  if (uri.length > maxLength) return `is longer than ${maxLength} characters`;
  if (uri.includes('#')) return 'must not have a fragment';
  if (uri.includes('*')) return 'must not have a wildcard: register every URI itself';
  const match = form.exec(uri);
  if (!match || !characters.test(uri) || !URL.canParse(uri)) {
    return 'is not a valid absolute URI: spaces, control and other special characters must be percent-encoded';
  }
  const [, scheme = '', authority, rest = ''] = match;
  if (authority?.includes('@')) return 'must not have a user name or password';
  if (authority && badPort.test(authority)) return 'must have a port without leading zeros, and not port 0';
  if (authority && !/^[\w\-.:[\]]+$/.test(authority)) return 'must name its host in plain letters (punycode)';
  const problem = schemeProblem(uri, scheme.toLowerCase(), authority, rest, isPublic);
  if (problem === null && scheme !== scheme.toLowerCase())
    return 'must have its scheme in lower case: redirects are compared as text, and browsers write it so';
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
      return authority ? null : 'must name a host, as in https://app.example.com/callback';
    case 'http':
      return loopbackParts(uri.replace(/^http:/i, 'http:'))
        ? null
        : 'must use https: http is for 127.0.0.1, [::1] and localhost alone (RFC 8252 7.3)';
    default:
      return privateUseProblem(scheme, (authority ?? '') + rest, isPublic);
  }
}

function privateUseProblem(scheme: string, rest: string, isPublic: boolean): string | null {
  const isReverseDomain = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$/.test(scheme);
  if (!isReverseDomain && !knownSchemes.includes(scheme)) {
    return `must use https, http on loopback, or a private-use scheme that is a reverse domain name, as in com.example.app:/callback (RFC 8252 7.1); ${scheme}: is none`;
  }
  if (rest === '') return 'must have something after the scheme';
  return isPublic
    ? null
    : 'has a private-use scheme, which is for public clients: register with token_endpoint_auth_method none';
}

/**
 * Whether a client that registered `registered` may be answered at `asked`: the very same text (RFC 9700 4.1.3), but
 * for the port of http on loopback, which a program learns only when it runs (RFC 8252 7.3).
 */
export function redirectAllowed(registered: readonly string[], asked: string): boolean {
  if (registered.includes(asked)) return true;
  const wanted = loopbackParts(asked);
  if (!wanted) return false;
  return registered.some((uri) => {
    const known = loopbackParts(uri);
    return known !== null && known.host === wanted.host && known.rest === wanted.rest;
  });
}

/** Host and path of an http URI on loopback. No path is the path `/` (RFC 3986 6.2.3). */
function loopbackParts(uri: string): { host: string; rest: string } | null {
  const [, host, port, rest = ''] = loopbackForm.exec(uri) ?? [];
  if (host === undefined || !uri.startsWith('http:') || Number(port ?? 0) > 65_535) return null;
  return { host: host.toLowerCase(), rest: rest.startsWith('/') ? rest : `/${rest}` };
}

/** What a redirect URI that may be registered leads to. Only `https` is somebody's own: any program can be the others. */
export function redirectKind(uri: string): RedirectKind {
  const { protocol, hostname } = new URL(uri);
  if (protocol !== 'https:' && protocol !== 'http:') return 'private_use';
  const isLoopback =
    loopbackHosts.includes(hostname) || hostname.startsWith('127.') || /(^|\.)localhost\.?$/.test(hostname);
  return isLoopback ? 'loopback' : 'https';
}

/**
 * Where a redirect URI leads, as people read it: the host, with a port where it has one of its own; for an
 * application's scheme, the scheme and what stands in place of a host.
 */
export function redirectHost(uri: string): string {
  const { protocol, host } = new URL(uri);
  if (protocol === 'https:' || protocol === 'http:') return host;
  return host === '' ? protocol : `${protocol}//${host}`;
}
