import ipaddr from 'ipaddr.js';
import type { McpClient } from '../clients/list.ts';
import { type Answer, isLocalhost } from '../probe.ts';
import { isRedirect, summaryOf } from '../reading.ts';
import { failed, ok, warning } from '../report.ts';
import { explainUnexpected } from '../unexpected.ts';
import type { Walk } from '../walk.ts';

/** A GET at the address: it shows that the host answers at all, and what it makes of the method. Null: it does not. */
export function reach(walk: Walk): Promise<Answer | null> {
  const { pathname } = walk.target;
  const title = { client: null, step: 'reach', what: 'The host answers' };
  return walk.ask(title, pathname, { headers: { accept: 'text/event-stream' } }, (answer) => {
    const evidence = `HTTP ${answer.status} in ${answer.milliseconds} ms`;
    if (isRedirect(answer)) return failed(evidence, explainUnexpected(answer, walk.origin, pathname));
    return ok(evidence);
  });
}

/** A probe without a token: a challenge, or 405 of a server without streams, which clients take for an answer. */
export function judgeGet(walk: Walk, answer: Answer): void {
  const { pathname } = walk.target;
  const title = { client: null, step: 'get', what: `GET ${pathname} is refused as clients expect` };
  const isFine =
    [401, 405].includes(answer.status) || answer.headers['content-type']?.startsWith('text/event-stream');
  const problem = explainUnexpected(answer, walk.origin, pathname);
  const verdict = isFine
    ? ok(summaryOf(answer))
    : warning(summaryOf(answer), { ...problem, why: `Clients wait for 401 or 405. ${problem.why}` });
  walk.note(title, verdict);
}

/** Some clients speak OAuth over http to localhost itself alone, not to names below it or to other hosts. */
export function judgeScheme(walk: Walk): void {
  const { origin } = walk;
  if (origin.protocol === 'https:') return;
  const title = { client: null, step: 'scheme', what: 'Every client speaks OAuth to such an address' };
  walk.note(
    title,
    isLocalhostItself(origin)
      ? ok(origin.origin)
      : warning(origin.origin, {
          why: 'mcp-remote and Gemini CLI refuse OAuth over http, except at localhost itself.',
          fix: `Serve it with https, or on your own computer set SPEDY_DEFAULT_ORGANIZATION and connect to http://localhost${origin.port && `:${origin.port}`}${walk.target.pathname}.`,
        }),
  );
}

function isLocalhostItself({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Why a client cannot connect to such an address, whatever answers there; null where it can. */
export function unreachable(
  { name, fromInternet, wantsLocalhost }: McpClient,
  { origin }: Walk,
  address: string,
) {
  if (wantsLocalhost && origin.protocol === 'http:' && !isLocalhostItself(origin))
    return `${name} refuses OAuth over http, except at localhost itself.`;
  if (!fromInternet) return null;
  if (isPrivate(origin, address))
    return `${name} connects from its creator's servers, which do not reach ${origin.hostname}.`;
  return origin.protocol === 'http:'
    ? `${name} connects from its creator's servers, and only with TLS.`
    : null;
}

/** Clients that connect from their creator's servers need https and an address that the internet reaches. */
export function judgeReachability({ name, fromInternet }: McpClient, walk: Walk, address: string): void {
  if (!fromInternet) return;
  const { origin } = walk;
  const title = { client: name, step: 'internet', what: 'It is reached from the internet, with TLS' };
  const evidence = `${origin.origin} at ${address}`;
  const problem = isPrivate(origin, address)
    ? `${origin.hostname} is an address of this machine or of a private network.`
    : origin.protocol === 'http:'
      ? `${origin.origin} has no TLS.`
      : null;
  const verdict =
    problem === null
      ? ok(evidence)
      : warning(evidence, {
          why: `${name} connects from its creator's servers. ${problem}`,
          fix: 'Serve it with https at a name that the internet reaches, or connect a client that runs on your own computer.',
        });
  walk.note(title, verdict);
}

function isPrivate({ hostname }: URL, address: string): boolean {
  if (isLocalhost(hostname)) return true;
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast';
}
