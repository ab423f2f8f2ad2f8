import type { Answer } from '../probe.ts';
import { quote, summaryOf } from '../reading.ts';
import { failed, ok, type Verdict, warning } from '../report.ts';
import type { Walk } from '../walk.ts';
import type { ServerMetadata } from './server-metadata.ts';

/** Clients that run in a web page, such as the MCP Inspector. */
export const browserClients = 'Clients in a browser';
/** A page of an unknown origin. */
const page = 'https://inspector.example';

type Preflight = { readonly path: string; readonly method: string; readonly headers: readonly string[] };

/**
 * Sends the preflights that a browser sends for a page of another origin (Fetch Standard, CORS-preflight).
 */
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

/**
 * A page that requests a stream must be able to read that there is none: without CORS headers, a 405 looks
 * like a network failure.
 */
async function readable(walk: Walk): Promise<void> {
  const { pathname } = walk.target;
  const title = {
    client: browserClients,
    step: 'cors',
    what: `A web page can read the error of GET ${pathname}`,
  };
  const asked = { headers: { origin: page, accept: 'text/event-stream' } };
  await walk.ask(title, pathname, asked, (answer) => {
    const allowed = answer.headers['access-control-allow-origin'];
    const evidence = `${summaryOf(answer)}, Access-Control-Allow-Origin: ${quote(allowed ?? 'missing')}`;
    if (['*', page].includes(allowed ?? '')) return ok(evidence);
    return warning(evidence, {
      why: 'A client in a browser sees only "Failed to fetch", whatever the status is.',
      fix: `Configure the proxy to pass the Access-Control-* headers of all responses for ${pathname} unchanged, including errors.`,
    });
  });
}

function judge(answer: Answer, { method, headers: needed, path }: Preflight): Verdict {
  const allowed = (name: string) => answer.headers[`access-control-allow-${name}`];
  const evidence = `${summaryOf(answer)}, Access-Control-Allow-Origin: ${quote(allowed('origin') ?? 'missing')}`;
  const fix = `Configure the proxy to pass OPTIONS requests for ${path}, and the Access-Control-* headers of the responses, unchanged.`;
  if (answer.status < 200 || answer.status > 299)
    return failed(evidence, { why: 'A browser continues only if OPTIONS returns 2xx.', fix });
  if (!['*', page].includes(allowed('origin') ?? ''))
    return failed(evidence, {
      why: 'The CORS header is missing, so browsers block pages of other origins.',
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
    return failed(evidence, { why: `The response does not allow ${missing.join(', ')}.`, fix });
  return ok(evidence);
}

function listed(header = ''): readonly string[] {
  return header
    .toLowerCase()
    .split(',')
    .map((item) => item.trim());
}
