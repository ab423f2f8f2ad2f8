import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type ClientFile, documentProblem } from '../client-problem.ts';
import { freshness } from './freshness.ts';
import { type Resolve, type ResolvedAddress, resolveHost } from './host-addresses.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export type FetchOptions = {
  /** The name of the file in error messages. */
  readonly what: ClientFile;
  readonly resolve: Resolve;
  /** Whether connections to an address are allowed. */
  readonly mayConnect: (url: URL, address: string) => boolean;
  readonly maxBytes: number;
  /** Total time limit in milliseconds: name resolution, connection, body. */
  readonly timeout: number;
};
export const fetchDefaults: FetchOptions = {
  what: 'metadata document',
  resolve: resolveHost,
  // checkRemoteUrl allows http only for loopback, in development.
  mayConnect: (url, address) =>
    url.protocol === 'http:' ? isLoopbackAddress(address) : isPublicAddress(address),
  maxBytes: 16_384,
  timeout: 5_000,
};

/** A fetched document. `freshFor`: milliseconds. */
export type FetchedDocument = { readonly text: string; readonly freshFor: number };

/** Why a document cannot be read. The message is the end of a sentence. */
class Unreadable extends Error {}

/**
 * Fetches a metadata document or a key set from an untrusted server, protected against SSRF (see OWASP): the name is
 * resolved once, none of its addresses may be private, the connection uses the checked addresses, redirects are not
 * followed, no credentials are sent, and size and time are limited.
 * @param now milliseconds since the epoch
 * @throws ClientProblem
 */
export async function fetchDocument(url: URL, now: number, options: FetchOptions): Promise<FetchedDocument> {
  const deadline = AbortSignal.timeout(options.timeout);
  try {
    const addresses = await untilAborted(deadline, checkedAddresses(url, options, deadline));
    const response = await open(url, addresses, deadline);
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

async function checkedAddresses(url: URL, { resolve, mayConnect }: FetchOptions, signal: AbortSignal) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host, signal) : [{ address: host, family }];
  const isAllowed = addresses.length > 0 && addresses.every(({ address }) => mayConnect(url, address));
  if (!isAllowed) throw new Unreadable(unreachable(url));
  return addresses;
}

/** Returns one message for all causes, so that it does not reveal which names the internal network resolves. */
function unreachable(url: URL): string {
  return `${url.host} could not be reached securely at a public address`;
}

/** Returns a lookup function that returns only the checked addresses, even if the name resolves differently by now. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function open(
  url: URL,
  addresses: readonly ResolvedAddress[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options: RequestOptions = {
    signal,
    lookup: pinnedLookup(addresses),
    // Always a new connection: a pooled one could be open to another address.
    agent: false,
    headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'Spedy' },
  };
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end();
  });
}

function requireDocument({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 300 && statusCode < 400) throw new Unreadable('redirects are not followed');
  if (statusCode !== 200) throw new Unreadable(`its server responded with status ${statusCode}`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.!#$&^-]+\+)?json$/.test(type)) throw new Unreadable('it is not application/json');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new Unreadable('it is compressed');
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new Unreadable(`it is larger than ${maxBytes / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('it is not UTF-8');
  }
}

/** Stops waiting at the deadline for work that cannot be aborted. */
async function untilAborted<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const expire = () => late.reject(deadline.reason);
  deadline.addEventListener('abort', expire, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    deadline.removeEventListener('abort', expire);
  }
}
