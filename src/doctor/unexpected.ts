import type { ProbeResponse } from './probe.ts';
import { isHtml, isRedirect, objectOf, quote, textOf, withoutQuery } from './read-response.ts';
import type { Problem } from './report.ts';

/**
 * Explains an unexpected response, by causes that all paths share.
 * @param origin of the request
 * @param path of the request
 */
export function explainUnexpected(response: ProbeResponse, origin: URL, path: string): Problem {
  const { status } = response;
  if (isRedirect(response)) return explainRedirect(response, origin);
  const { code, message } = errorOf(response);
  if (code === 'organization_not_found' || code === 'host_not_allowed') return unknownHost(origin);
  if (status === 502 || status === 504)
    return {
      why: 'The proxy cannot reach Spedy.',
      fix: 'Check that Spedy is running, and the address and port to which the proxy sends requests.',
    };
  if (status === 503)
    return {
      why: 'Spedy, or the proxy in front of it, is not ready.',
      fix: 'Check that the database is reachable: GET /readyz then returns 200.',
    };
  if (status === 429)
    return {
      why: 'This address sent too many requests within a minute.',
      fix: 'Wait a minute and try again. Behind a proxy, set SPEDY_TRUST_PROXY; otherwise all clients share one limit.',
    };
  if (isHtml(response))
    return {
      why: 'The response is a web page instead of JSON: something in front of Spedy answers instead.',
      fix: `Configure the reverse proxy to pass ${path} to Spedy unchanged.`,
    };
  if (status === 404 && message !== null)
    return {
      why: `The server says: ${quote(message)}`,
      fix: `Use an organization's own address, not the bare domain, and configure the proxy to pass ${path} and the Host header unchanged.`,
    };
  if (status === 404 || status === 403)
    return {
      why: `The request did not reach Spedy: something in front of it does not forward ${path}.`,
      fix: `Configure the reverse proxy to pass ${path} to Spedy unchanged.`,
    };
  return {
    why: message === null ? `The response is not what clients expect.` : `The server says: ${quote(message)}`,
    fix: `Compare with GET ${origin.origin}/.well-known/oauth-authorization-server, and check how the proxy handles ${path}.`,
  };
}

/** Reads an error body in Spedy's form or in RFC 6749's. */
export function errorOf(response: ProbeResponse): {
  readonly code: string | null;
  readonly message: string | null;
} {
  const body = objectOf(response);
  return {
    code: textOf(body?.code) ?? textOf(body?.error),
    message: textOf(body?.message) ?? textOf(body?.error_description),
  };
}

function unknownHost({ host }: URL): Problem {
  return {
    why: `Spedy has no organization at the host that it received. Either the proxy does not pass the Host header ${host}, or SPEDY_BASE_URL has a different domain or port, or the organization has a different name.`,
    fix: "Pass the Host header unchanged, set SPEDY_BASE_URL to the domain above the organizations' subdomains, and use an organization's own address, not the bare domain.",
  };
}

function explainRedirect({ headers }: ProbeResponse, origin: URL): Problem {
  const { location = '' } = headers;
  if (!URL.canParse(location, origin.href))
    return {
      why: 'It redirects without an address.',
      fix: 'Configure the proxy to pass the request to Spedy.',
    };
  const target = new URL(location, origin);
  const to = withoutQuery(target.href);
  if (target.host === origin.host && target.protocol !== origin.protocol)
    return {
      why: `It redirects to ${target.protocol.replace(':', '')}: ${to}. Clients do not repeat a POST at another address.`,
      fix: `Use the address with ${target.protocol}// in clients, and set SPEDY_BASE_URL to it.`,
    };
  if (target.host !== origin.host)
    return {
      why: `It redirects to another host: ${to}. Clients do not send a POST or a token to another host.`,
      fix: `Use the address at ${quote(target.host)} in clients if it is Spedy's, or configure the proxy to forward the request instead of redirecting it.`,
    };
  return {
    why: `It redirects to ${to}. Clients do not repeat a POST at another address.`,
    fix: 'Configure the proxy to pass the request to Spedy unchanged, without adding or removing a slash.',
  };
}

/**
 * Explains what is wrong with an address in a document that is not on the examined origin; null if it is.
 * @param what names the address
 */
export function explainForeign(what: string, named: string, origin: URL): Problem | null {
  const fix = `Set SPEDY_BASE_URL so that this organization is at ${origin.origin}, the address that clients use.`;
  if (!URL.canParse(named)) return { why: `${what} is not a URL: ${quote(named)}`, fix };
  const url = new URL(named);
  if (url.username !== '' || url.password !== '')
    return {
      why: `${what} contains a user name, which clients do not send: ${withoutQuery(url.origin)}`,
      fix,
    };
  if (url.origin === origin.origin) return null;
  if (url.hostname === origin.hostname && url.protocol !== origin.protocol)
    return {
      why: `${what} is ${withoutQuery(named)}, but the request was sent to ${origin.origin}: the server does not know that it is reached through ${origin.protocol}//.`,
      fix,
    };
  if (url.hostname === origin.hostname)
    return { why: `${what} is ${withoutQuery(named)}, with a different port than ${origin.origin}.`, fix };
  return {
    why: `${what} is ${withoutQuery(named)}, on a different host than ${origin.host}.`,
    fix: `${fix} The proxy must pass the Host header unchanged.`,
  };
}
