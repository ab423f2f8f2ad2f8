import type { Answer } from '../probe.ts';
import { quote, summaryOf } from '../reading.ts';
import { failed, ok, type Verdict, warning } from '../report.ts';
import type { Walk } from '../walk.ts';
import type { ServerMetadata } from './server-metadata.ts';

/** Clients that run in a web page, such as the MCP Inspector. */
export const browserClients = 'Clients in a browser';
/** A page that no server has heard of. */
const page = 'https://inspector.example';

type Preflight = { readonly path: string; readonly method: string; readonly headers: readonly string[] };

/** What a browser asks before it lets a page of another origin ask (Fetch Standard, CORS-preflight). */
export async function crossOrigin(walk: Walk, server: ServerMetadata | null): Promise<void> {
  const json = ['content-type'];
  const preflights: Preflight[] = [
    {
      path: walk.target.pathname,
      method: 'POST',
      headers: [...json, 'authorization', 'mcp-protocol-version'],
    },
    {
      path: '/.well-known/oauth-authorization-server',
      method: 'GET',
      headers: ['mcp-protocol-version'],
    },
    ...(server ? [{ path: server.token, method: 'POST', headers: json }] : []),
    ...(server?.register ? [{ path: server.register, method: 'POST', headers: json }] : []),
  ];
  for (const preflight of preflights) {
    const { path, method, headers } = preflight;
    const title = {
      client: browserClients,
      step: 'cors',
      what: `${method} ${path} from a web page (preflight)`,
    };
    const asked = {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': method,
        'access-control-request-headers': headers.join(','),
      },
    };
    await walk.ask(title, path, asked, (answer) => judge(answer, preflight));
  }
  await readable(walk);
}

/** A page that asks for a stream can read that there is none: a 405 without CORS is a failure of the network to it. */
async function readable(walk: Walk): Promise<void> {
  const { pathname } = walk.target;
  const title = {
    client: browserClients,
    step: 'cors',
    what: `A web page can read how GET ${pathname} is refused`,
  };
  const asked = { headers: { origin: page, accept: 'text/event-stream' } };
  await walk.ask(title, pathname, asked, (answer) => {
    const allowed = answer.headers['access-control-allow-origin'];
    const evidence = `${summaryOf(answer)}, Access-Control-Allow-Origin: ${quote(allowed ?? 'missing')}`;
    if (['*', page].includes(allowed ?? '')) return ok(evidence);
    return warning(evidence, {
      why: 'To a client in a browser this is "Failed to fetch", whatever the status says.',
      fix: `Let the proxy pass the Access-Control-* headers of all answers for ${pathname} as they came, those of refusals too.`,
    });
  });
}

function judge(answer: Answer, { method, headers: needed, path }: Preflight): Verdict {
  const allowed = (name: string) => answer.headers[`access-control-allow-${name}`];
  const evidence = `${summaryOf(answer)}, Access-Control-Allow-Origin: ${quote(allowed('origin') ?? 'missing')}`;
  const fix = `Let the proxy pass OPTIONS requests for ${path}, and the Access-Control-* headers of the answers, as they came.`;
  if (answer.status < 200 || answer.status > 299)
    return failed(evidence, { why: 'A browser goes on only where OPTIONS is answered 2xx.', fix });
  if (!['*', page].includes(allowed('origin') ?? ''))
    return failed(evidence, {
      why: 'The CORS header is missing, so a browser lets no page of another origin ask.',
      fix,
    });
  const methods = listed(allowed('methods'));
  const headers = listed(allowed('headers'));
  const isSimple = ['get', 'post', 'head'].includes(method.toLowerCase());
  const missing = needed.filter(
    (name) => !headers.includes(name) && (name === 'authorization' || !headers.includes('*')),
  );
  if (!isSimple && !methods.includes('*') && !methods.includes(method.toLowerCase())) missing.unshift(method);
  if (missing.length > 0)
    return failed(evidence, { why: `The answer does not allow ${missing.join(', ')}.`, fix });
  return ok(evidence);
}

function listed(header = ''): readonly string[] {
  return header
    .toLowerCase()
    .split(',')
    .map((item) => item.trim());
}
