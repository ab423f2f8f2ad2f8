import { clients } from './clients/list.ts';
import { Examination, type ExaminationOptions } from './examination.ts';
import { type Report, skipped } from './report.ts';
import { challenge } from './steps/challenge.ts';
import { simulateClient } from './steps/client.ts';
import { crossOrigin } from './steps/cross-origin.ts';
import { outbound } from './steps/outbound.ts';
import { popup } from './steps/popup.ts';
import { judgeGet, judgeReachability, judgeScheme, reach, unreachable } from './steps/reach.ts';
import { resourceMetadata } from './steps/resource-metadata.ts';
import { serverMetadata } from './steps/server-metadata.ts';
import { session } from './steps/session.ts';
import { tokenEndpoint } from './steps/token-endpoint.ts';
import { verdictsOf } from './verdicts.ts';

/**
 * Connects to an MCP server from outside, as its clients do, and reports each step with what came back and
 * what is wrong. Contacts only the host of `target`, and leaves nothing in the database.
 * @param target the address that clients use
 */
export async function examine(target: URL, options: ExaminationOptions = {}): Promise<Report> {
  const examination = new Examination(target, options);
  const reached = await reach(examination);
  if (!reached) {
    examination.record(
      { client: null, step: 'discovery', what: 'Everything else' },
      skipped('The host is unreachable.'),
    );
    return examination.report(verdictsOf(examination.steps, new Map()));
  }
  judgeGet(examination, reached);
  judgeScheme(examination);
  await resourceMetadata(examination, await challenge(examination));
  const server = await serverMetadata(examination);
  if (server) await tokenEndpoint(examination, server.token);
  const unreadable = server && (await outbound(examination, server));
  if (examination.token !== null) await session(examination, examination.token);
  await crossOrigin(examination, server);
  const obstacles = new Map<string, string>();
  let signIn: string | null = null;
  for (const client of clients) {
    judgeReachability(client, examination, reached.address);
    signIn = (await simulateClient(client, examination, server)) ?? signIn;
    const obstacle =
      unreachable(client, examination, reached.address) ?? (client.published ? unreadable : null);
    if (obstacle !== null) obstacles.set(client.name, obstacle);
  }
  if (signIn !== null) await popup(examination, pathAt(examination.origin, signIn));
  return examination.report(verdictsOf(examination.steps, obstacles));
}

/** The path of a redirect on the same origin; other origins are never contacted. */
function pathAt(origin: URL, location: string): string {
  const { pathname, search } = new URL(location, origin);
  return pathname + search;
}

/**
 * Parses the address that a person typed, of the organization or of its MCP server. Returns the MCP address,
 * or null.
 */
export function parseTarget(typed: string): URL | null {
  const scheme = /^[^/]*\blocalhost\b/i.test(typed) ? 'http' : 'https';
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `${scheme}://${typed}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) return null;
  if (url.pathname === '/') url.pathname = '/mcp';
  return url;
}
