import type { Answer } from './probe.ts';
import { isHtml, isRedirect, objectOf, quote, textOf, withoutQuery } from './reading.ts';
import type { Problem } from './report.ts';

/**
 * What is wrong with an answer that is not the one that a client needs: the reasons that every path has in common.
 * @param origin the one that was asked
 * @param path that was asked
 */
export function explainUnexpected(answer: Answer, origin: URL, path: string): Problem {
  const { status } = answer;
  if (isRedirect(answer)) return explainRedirect(answer, origin);
  const { code, message } = errorOf(answer);
  if (code === 'organization_not_found' || code === 'host_not_allowed') return unknownHost(origin);
  if (status === 502 || status === 504)
    return {
      why: 'The proxy in front does not reach Spedy.',
      fix: 'Check that Spedy runs, and the address and port that the proxy passes requests to.',
    };
  if (status === 503)
    return {
      why: 'Spedy, or the proxy in front of it, is not ready to serve.',
      fix: 'Check that the database can be reached: GET /readyz answers 200 once it can.',
    };
  if (status === 429)
    return {
      why: 'Too many requests came from this address within a minute.',
      fix: 'Wait a minute and try again. Behind a proxy, set SPEDY_TRUST_PROXY, or all clients share its limits.',
    };
  if (isHtml(answer))
    return {
      why: 'The answer is a web page, not JSON: something in front of Spedy answers in its place.',
      fix: `Let the reverse proxy pass ${path} to Spedy as it came.`,
    };
  if (status === 404 && message !== null)
    return {
      why: `It says: ${quote(message)}`,
      fix: `Connect to an organization's own address, not to the bare domain, and let the proxy pass ${path} and the Host header as they came.`,
    };
  if (status === 404 || status === 403)
    return {
      why: `Spedy was not asked: what stands in front of it does not pass ${path} on.`,
      fix: `Let the reverse proxy pass ${path} to Spedy as it came.`,
    };
  return {
    why: message === null ? `The answer is not the one that clients wait for.` : `It says: ${quote(message)}`,
    fix: `Compare with GET ${origin.origin}/.well-known/oauth-authorization-server, and with what the proxy does to ${path}.`,
  };
}

/** What an error's body says, in Spedy's form or in RFC 6749's. */
export function errorOf(answer: Answer): { readonly code: string | null; readonly message: string | null } {
  const body = objectOf(answer);
  return {
    code: textOf(body?.code) ?? textOf(body?.error),
    message: textOf(body?.message) ?? textOf(body?.error_description),
  };
}

function unknownHost({ host }: URL): Problem {
  return {
    why: `Spedy knows no organization at the host that it was told. Either the proxy does not pass on the Host header ${host}, or SPEDY_BASE_URL is another domain or port, or the organization is called otherwise.`,
    fix: "Pass the Host header as it came, set SPEDY_BASE_URL to the domain that organizations live under, and connect to an organization's own address, not to the bare domain.",
  };
}

function explainRedirect({ headers }: Answer, origin: URL): Problem {
  const { location = '' } = headers;
  if (!URL.canParse(location, origin.href))
    return { why: 'It redirects to no address.', fix: 'Let the proxy pass the request to Spedy instead.' };
  const target = new URL(location, origin);
  const to = withoutQuery(target.href);
  if (target.host === origin.host && target.protocol !== origin.protocol)
    return {
      why: `It redirects to ${target.protocol.replace(':', '')}: ${to}. Clients do not send a POST on to another address.`,
      fix: `Give clients the address with ${target.protocol}// and set SPEDY_BASE_URL to it.`,
    };
  if (target.host !== origin.host)
    return {
      why: `It redirects to another host: ${to}. Clients send neither a POST nor a token on to another host.`,
      fix: `Give clients the address at ${quote(target.host)} if it is Spedy's, or let the proxy pass the request on instead of redirecting it.`,
    };
  return {
    why: `It redirects to ${to}. Clients do not send a POST on to another address.`,
    fix: 'Let the proxy pass the request to Spedy as it came, without adding or taking away a slash.',
  };
}

/**
 * What is wrong with an address that a document names, where it is not at the origin that was asked; null where it is.
 * @param what that names it
 */
export function explainForeign(what: string, named: string, origin: URL): Problem | null {
  const fix = `Set SPEDY_BASE_URL so that this organization is at ${origin.origin}, the address that clients use.`;
  if (!URL.canParse(named)) return { why: `${what} is no address: ${quote(named)}`, fix };
  const url = new URL(named);
  if (url.username !== '' || url.password !== '')
    return {
      why: `${what} has a user name in it, which clients do not send: ${withoutQuery(url.origin)}`,
      fix,
    };
  if (url.origin === origin.origin) return null;
  if (url.hostname === origin.hostname && url.protocol !== origin.protocol)
    return {
      why: `${what} is ${withoutQuery(named)}, but the server was asked as ${origin.origin}: it does not know that it is reached by ${origin.protocol}//.`,
      fix,
    };
  if (url.hostname === origin.hostname)
    return { why: `${what} is ${withoutQuery(named)}, with another port than ${origin.origin}.`, fix };
  return {
    why: `${what} is ${withoutQuery(named)}, at another host than ${origin.host}.`,
    fix: `${fix} The proxy must pass the Host header as it came.`,
  };
}
