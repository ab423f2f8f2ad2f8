import type { FastifyRequest } from 'fastify';
import { headerValues } from '../arrival/request-target.ts';

/**
 * The Bearer token of a request; empty for a malformed one and for several Authorization headers, null without a Bearer
 * token. Uses the raw headers because Node drops all but the first Authorization header. `given`: whether there is any
 * Authorization header.
 */
export function bearerOf({ raw }: FastifyRequest): {
  readonly given: boolean;
  readonly token: string | null;
} {
  const headers = headerValues(raw.rawHeaders, 'authorization');
  if (headers.length > 1) return { given: true, token: '' };
  const [header] = headers;
  if (header === undefined) return { given: false, token: null };
  const match = /^bearer(?:[ \t]+(.*))?$/i.exec(header.trim());
  return { given: true, token: match ? (match[1] ?? '') : null };
}
