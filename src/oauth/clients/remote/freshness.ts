import type { IncomingHttpHeaders } from 'node:http';

const minute = 60_000;
/** How long a document is fresh by default and at most, in milliseconds. */
const defaultFreshness = 5 * minute;
const maxFreshness = 24 * 60 * minute;

/**
 * Returns how long a response is fresh, in milliseconds (RFC 9111 4.2): max-age, else Expires, at most 24 hours; 0 if the
 * headers forbid caching or are invalid. Does not use `http-cache-semantics`, which ignores directives in capital letters
 * and uses the last of repeated ones.
 * @param now milliseconds since the epoch
 */
export function freshness(headers: IncomingHttpHeaders, now: number): number {
  const directives = parseDirectives(headers['cache-control'] ?? '');
  if (directives.has('no-store') || directives.has('no-cache')) return 0;
  const maxAge = directives.get('max-age');
  if (maxAge !== undefined) return clamp(toMilliseconds(maxAge) - toMilliseconds(headers.age ?? '0'));
  if (headers.expires === undefined) return defaultFreshness;
  const expires = Date.parse(headers.expires);
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(expires) ? 0 : clamp(expires - (Number.isNaN(date) ? now : date));
}

/** Parses Cache-Control. The first of repeated directives counts. */
function parseDirectives(header: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const part of header.split(',')) {
    const [name = '', value = ''] = part.split('=');
    const key = name.trim().toLowerCase();
    if (!directives.has(key)) directives.set(key, value.trim().replaceAll('"', ''));
  }
  return directives;
}

function toMilliseconds(seconds: string): number {
  return /^\d+$/.test(seconds) ? Number(seconds) * 1000 : 0;
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 0), maxFreshness);
}
