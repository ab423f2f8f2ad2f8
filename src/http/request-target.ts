import type { IncomingMessage } from 'node:http';
import { SpedyError } from './errors.ts';

/**
 * The path and query of a request's target. A target in absolute form names the host as well, and that host then
 * stands in place of the Host header (RFC 9112 3.2.2).
 */
export function originForm(request: IncomingMessage): string {
  const target = request.url ?? '/';
  // An asterisk is about the server as a whole (RFC 9112 3.2.4), of which we have nothing to say: no path.
  if (target === '*') return '/*';
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target;
  const { host, pathname, search } = new URL(target);
  request.headers.host = host;
  return pathname + search;
}

/**
 * Demands exactly one Host header, none but in HTTP/1.0 (RFC 9112 3.2): of two, a proxy may have believed the other.
 * @throws SpedyError bad_request
 */
export function requireOneHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  const hosts = headerValues(rawHeaders, 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
    throw new SpedyError('bad_request', { message: 'Send exactly one Host header.' });
  }
}

/** Every value of a header, by its name in lower case: Node's own list keeps only the first of some. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    // The length first: it sorts out most of them without a new text.
    if (header?.length === name.length && header.toLowerCase() === name)
      values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}
