import type { Examination } from '../examination.ts';
import type { ProbeResponse } from '../probe.ts';
import { quote, summaryOf } from '../read-response.ts';
import { failed, ok, type Verdict, warning } from '../report.ts';
import type { ServerMetadata } from './server-metadata.ts';

/** Clients that run in a web page, such as the MCP Inspector. */
export const browserClients = 'Clients in a browser';
/** A page of an unknown origin. */
const page = 'https://inspector.example';

type Preflight = { readonly path: string; readonly method: string; readonly headers: readonly string[] };

/**
 * Sends the preflights that a browser sends for a page of another origin (Fetch Standard, CORS-preflight).
 */
export async function crossOrigin(examination: Examination, server: ServerMetadata | null): Promise<void> {
  const json = ['content-type'];
  const preflights: Preflight[] = [
    {
      path: examination.target.pathname,
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
    const request = {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': method,
        'access-control-request-headers': headers.join(','),
      },
    };
    await examination.request(title, path, request, (response) => judge(response, preflight));
  }
  await readable(examination);
}

/**
 * A page that requests a stream must be able to read that there is none: without CORS headers, a 405 looks
 * like a network failure.
 */
async function readable(examination: Examination): Promise<void> {
  const { pathname } = examination.target;
  const title = {
    client: browserClients,
    step: 'cors',
    what: `A web page can read the error of GET ${pathname}`,
  };
  const request = { headers: { origin: page, accept: 'text/event-stream' } };
  await examination.request(title, pathname, request, (response) => {
    const allowed = response.headers['access-control-allow-origin'];
    const evidence = `${summaryOf(response)}, Access-Control-Allow-Origin: ${quote(allowed ?? 'missing')}`;
    if (['*', page].includes(allowed ?? '')) return ok(evidence);
    return warning(evidence, {
      why: 'A client in a browser sees only "Failed to fetch", whatever the status is.',
      fix: `Configure the proxy to pass the Access-Control-* headers of all responses for ${pathname} unchanged, including errors.`,
    });
  });
}

function judge(response: ProbeResponse, { method, headers: needed, path }: Preflight): Verdict {
  const allowed = (name: string) => response.headers[`access-control-allow-${name}`];
  const evidence = `${summaryOf(response)}, Access-Control-Allow-Origin: ${quote(allowed('origin') ?? 'missing')}`;
  const fix = `Configure the proxy to pass OPTIONS requests for ${path}, and the Access-Control-* headers of the responses, unchanged.`;
  if (response.status < 200 || response.status > 299)
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
