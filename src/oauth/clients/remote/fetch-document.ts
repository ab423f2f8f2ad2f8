import type { IncomingMessage } from 'node:http';
import { type ClientFile, documentProblem } from '../client-problem.ts';
import { freshness } from './freshness.ts';
import {
  publicReach,
  type Reach,
  readBody,
  requestSecurely,
  Unreadable,
  unreachable,
} from './secure-request.ts';

export type FetchOptions = Reach & {
  /** The name of the file in error messages. */
  readonly what: ClientFile;
  readonly maxBytes: number;
  /** Total time limit in milliseconds: name resolution, connection, body. */
  readonly timeout: number;
};
export const fetchDefaults: FetchOptions = {
  ...publicReach,
  what: 'metadata document',
  maxBytes: 16_384,
  timeout: 5_000,
};

/** A fetched document. `freshFor`: milliseconds. */
export type FetchedDocument = { readonly text: string; readonly freshFor: number };

/**
 * Fetches a metadata document or a key set from an untrusted server, protected against SSRF. No credentials are sent, and
 * size and time are limited.
 * @param now milliseconds since the epoch
 * @throws ClientProblem
 */
export async function fetchDocument(url: URL, now: number, options: FetchOptions): Promise<FetchedDocument> {
  const deadline = AbortSignal.timeout(options.timeout);
  try {
    const headers = { accept: 'application/json' };
    const request = { purpose: 'client_document', url, method: 'GET', headers } as const;
    const response = await requestSecurely(request, options, deadline);
    try {
      requireDocument(response);
      const text = decode(await readBody(response, options.maxBytes));
      return { text, freshFor: freshness(response.headers, now) };
    } finally {
      response.destroy();
    }
  } catch (error) {
    throw documentProblem(reasonOf(error, url, options, deadline), error, options.what);
  }
}

function reasonOf(error: unknown, url: URL, { timeout }: FetchOptions, deadline: AbortSignal): string {
  if (error instanceof Unreadable) return error.message;
  return deadline.aborted ? `it took longer than ${timeout / 1000} seconds` : unreachable(url);
}

function requireDocument({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 300 && statusCode < 400) throw new Unreadable('redirects are not followed');
  if (statusCode !== 200) throw new Unreadable(`its server responded with status ${statusCode}`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.!#$&^-]+\+)?json$/.test(type)) throw new Unreadable('it is not application/json');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new Unreadable('it is compressed');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('it is not UTF-8');
  }
}
