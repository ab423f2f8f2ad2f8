import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Resolve, type ResolvedAddress, resolveHost } from '../remote/host-addresses.ts';
import { type ClientFile, documentProblem } from './client-problem.ts';
import { freshness } from './freshness.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export type FetchOptions = {
  /** What it is called where it cannot be read. */
  readonly what: ClientFile;
  readonly resolve: Resolve;
  /** Whether a connection to an address may be made at all. */
  readonly mayConnect: (url: URL, address: string) => boolean;
  readonly maxBytes: number;
  /** Milliseconds for all of it: name, connection, every byte. */
  readonly timeout: number;
};
export const fetchDefaults: FetchOptions = {
  what: 'metadata document',
  resolve: resolveHost,
  // http is for loopback alone, in development: documentUrl lets no other through.
  mayConnect: (url, address) =>
    url.protocol === 'http:' ? isLoopbackAddress(address) : isPublicAddress(address),
  maxBytes: 16_384,
  timeout: 5_000,
};

/** A document as it was read. `freshFor`: milliseconds. */
export type FetchedDocument = { readonly text: string; readonly freshFor: number };

/** Why it cannot be read: the end of a sentence. */
class Unreadable extends Error {}

/**
 * Reads a metadata document, or a key set, from a stranger's server, without becoming their tool (OWASP on SSRF): its
 * name is resolved once, no address of it may be private, the connection goes to the addresses that were checked,
 * redirects are not followed, nothing of ours is sent along, size and time are bounded.
 * @param now milliseconds since the epoch
 * @throws ClientProblem
 */
export async function fetchDocument(url: URL, now: number, options: FetchOptions): Promise<FetchedDocument> {
  const deadline = AbortSignal.timeout(options.timeout);
  try {
    const addresses = await within(deadline, checkedAddresses(url, options, deadline));
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
  const isSound = addresses.length > 0 && addresses.every(({ address }) => mayConnect(url, address));
  if (!isSound) throw new Unreadable(unreachable(url));
  return addresses;
}

/** The same words for every cause: which names our own network knows is no stranger's business. */
function unreachable(url: URL): string {
  return `${url.host} could not be reached securely at a public address`;
}

/** A look-up that asks nobody: the connection is made to an address that was checked, whatever the name says by now. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
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
    lookup: pinned(addresses),
    // A connection of its own, never one that was opened to another address.
    agent: false,
    headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'Spedy' },
  };
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end();
  });
}

function requireDocument({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 300 && statusCode < 400) throw new Unreadable('it is a redirect, which is not followed');
  if (statusCode !== 200) throw new Unreadable(`its server answers ${statusCode}`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.!#$&^-]+\+)?json$/.test(type)) throw new Unreadable('it is not application/json');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new Unreadable('it is compressed, which was not asked for');
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

/** What cannot be aborted is left alone once the time is up. */
async function within<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const expire = () => late.reject(deadline.reason);
  deadline.addEventListener('abort', expire, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    deadline.removeEventListener('abort', expire);
  }
}
