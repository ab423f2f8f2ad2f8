import type { IncomingMessage } from 'node:http';
import { SpedyError } from '../../contract/errors.ts';

/**
 * Returns the path and query of a request target. The host of a target in absolute form replaces the Host
 * header (RFC 9112 3.2.2).
 */
export function originForm(request: IncomingMessage): string {
  const target = request.url ?? '/';
  // An asterisk addresses the server as a whole (RFC 9112 3.2.4), which is not a path here.
  if (target === '*') return '/*';
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return target;
  const { host, pathname, search } = new URL(target);
  request.headers.host = host;
  return pathname + search;
}

/**
 * Requires exactly one Host header; HTTP/1.0 may omit it (RFC 9112 3.2). A proxy may have used the other of
 * two headers.
 * @throws SpedyError bad_request
 */
export function requireOneHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  const hosts = headerValues(rawHeaders, 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
    throw new SpedyError('bad_request', { message: 'Send exactly one Host header.' });
  }
}

/**
 * Returns all values of a header, given its lower-case name. Node's parsed headers drop duplicates of some
 * headers.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    // Comparing lengths first avoids most string allocations.
    if (header?.length === name.length && header.toLowerCase() === name)
      values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}
