import { clients } from './clients/list.ts';
import { type Report, skipped } from './report.ts';
import { challenge } from './steps/challenge.ts';
import { walkAs } from './steps/client.ts';
import { crossOrigin } from './steps/cross-origin.ts';
import { outbound } from './steps/outbound.ts';
import { popup } from './steps/popup.ts';
import { judgeGet, judgeReachability, judgeScheme, reach, unreachable } from './steps/reach.ts';
import { resourceMetadata } from './steps/resource-metadata.ts';
import { serverMetadata } from './steps/server-metadata.ts';
import { session } from './steps/session.ts';
import { tokenEndpoint } from './steps/token-endpoint.ts';
import { verdictsOf } from './verdicts.ts';
import { Walk, type WalkOptions } from './walk.ts';

/**
 * Connects to an MCP server from outside, as its clients do, and reports each step with what came back and
 * what is wrong. Contacts only the host of `target`, and leaves nothing in the database.
 * @param target the address that clients use
 */
export async function examine(target: URL, options: WalkOptions = {}): Promise<Report> {
  const walk = new Walk(target, options);
  const reached = await reach(walk);
  if (!reached) {
    walk.note(
      { client: null, step: 'discovery', what: 'Everything else' },
      skipped('The host is unreachable.'),
    );
    return walk.report(verdictsOf(walk.steps, new Map()));
  }
  judgeGet(walk, reached);
  judgeScheme(walk);
  await resourceMetadata(walk, await challenge(walk));
  const server = await serverMetadata(walk);
  if (server) await tokenEndpoint(walk, server.token);
  const unreadable = server && (await outbound(walk, server));
  if (walk.token !== null) await session(walk, walk.token);
  await crossOrigin(walk, server);
  const obstacles = new Map<string, string>();
  let signIn: string | null = null;
  for (const client of clients) {
    judgeReachability(client, walk, reached.address);
    signIn = (await walkAs(client, walk, server)) ?? signIn;
    const obstacle = unreachable(client, walk, reached.address) ?? (client.published ? unreadable : null);
    if (obstacle !== null) obstacles.set(client.name, obstacle);
  }
  if (signIn !== null) await popup(walk, pathAt(walk.origin, signIn));
  return walk.report(verdictsOf(walk.steps, obstacles));
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
