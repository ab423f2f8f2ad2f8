import ipaddr from 'ipaddr.js';
import type { McpClient } from '../clients/list.ts';
import type { Examination } from '../examination.ts';
import { isLocalhost, type ProbeResponse } from '../probe.ts';
import { isRedirect, summaryOf } from '../read-response.ts';
import { failed, ok, warning } from '../report.ts';
import { explainUnexpected } from '../unexpected.ts';

/** Sends a GET to see whether the host responds. Returns null if it does not. */
export function reach(examination: Examination): Promise<ProbeResponse | null> {
  const { pathname } = examination.target;
  const title = { client: null, step: 'reach', what: 'The host responds' };
  return examination.request(title, pathname, { headers: { accept: 'text/event-stream' } }, (response) => {
    const evidence = `HTTP ${response.status} in ${response.milliseconds} ms`;
    if (isRedirect(response))
      return failed(evidence, explainUnexpected(response, examination.origin, pathname));
    return ok(evidence);
  });
}

/**
 * A GET without a token must return a challenge, or the 405 of a server without streams, which clients
 * accept.
 */
export function judgeGet(examination: Examination, response: ProbeResponse): void {
  const { pathname } = examination.target;
  const title = { client: null, step: 'get', what: `GET ${pathname} returns an error that clients expect` };
  const isFine =
    [401, 405].includes(response.status) || response.headers['content-type']?.startsWith('text/event-stream');
  const problem = explainUnexpected(response, examination.origin, pathname);
  const verdict = isFine
    ? ok(summaryOf(response))
    : warning(summaryOf(response), { ...problem, why: `Clients expect 401 or 405. ${problem.why}` });
  examination.record(title, verdict);
}

/** Some clients use OAuth over http only at localhost itself, not at its subdomains or other hosts. */
export function judgeScheme(examination: Examination): void {
  const { origin } = examination;
  if (origin.protocol === 'https:') return;
  const title = { client: null, step: 'scheme', what: 'All clients use OAuth at this address' };
  examination.record(
    title,
    isLocalhostItself(origin)
      ? ok(origin.origin)
      : warning(origin.origin, {
          why: 'mcp-remote and Gemini CLI do not use OAuth over http, except at localhost itself.',
          fix: `Use https, or on your own computer set SPEDY_DEFAULT_ORGANIZATION and connect to http://localhost${origin.port && `:${origin.port}`}${examination.target.pathname}.`,
        }),
  );
}

function isLocalhostItself({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Explains why a client cannot connect to this kind of address at all, or returns null. */
export function unreachable(
  { name, fromInternet, requiresLocalhost }: McpClient,
  { origin }: Examination,
  address: string,
) {
  if (requiresLocalhost && origin.protocol === 'http:' && !isLocalhostItself(origin))
    return `${name} does not use OAuth over http, except at localhost itself.`;
  if (!fromInternet) return null;
  if (isPrivate(origin, address))
    return `${name} connects from its vendor's servers, which cannot reach ${origin.hostname}.`;
  return origin.protocol === 'http:'
    ? `${name} connects from its vendor's servers, and only with TLS.`
    : null;
}

/** Clients that connect from their vendor's servers need https and a public address. */
export function judgeReachability(
  { name, fromInternet }: McpClient,
  examination: Examination,
  address: string,
): void {
  if (!fromInternet) return;
  const { origin } = examination;
  const title = {
    client: name,
    step: 'internet',
    what: 'The server is reachable from the internet over https',
  };
  const evidence = `${origin.origin} at ${address}`;
  const problem = isPrivate(origin, address)
    ? `${origin.hostname} is an address of this machine or a private network.`
    : origin.protocol === 'http:'
      ? `${origin.origin} has no TLS.`
      : null;
  const verdict =
    problem === null
      ? ok(evidence)
      : warning(evidence, {
          why: `${name} connects from its vendor's servers. ${problem}`,
          fix: 'Use https at a public name, or connect a client that runs on your own computer.',
        });
  examination.record(title, verdict);
}

function isPrivate({ hostname }: URL, address: string): boolean {
  if (isLocalhost(hostname)) return true;
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast';
}
