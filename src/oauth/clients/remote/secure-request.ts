import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { withoutSecrets } from '../../../contract/without-secrets.ts';
import { type Purpose, sendOutgoing } from '../../../telemetry/outgoing.ts';
import { type Resolve, type ResolvedAddress, resolveHost } from './host-addresses.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** Where requests to untrusted servers may go. */
export type Reach = {
  readonly resolve: Resolve;
  /** Whether connections to an address are allowed. */
  readonly mayConnect: (url: URL, address: string) => boolean;
};
export const publicReach: Reach = {
  resolve: resolveHost,
  // URLs are checked before: http is allowed only for loopback, in development.
  mayConnect: (url, address) =>
    url.protocol === 'http:' ? isLoopbackAddress(address) : isPublicAddress(address),
};

/** A request to an untrusted server. */
export type SecureRequest = {
  /** What it is for, in metrics and traces. */
  readonly purpose: Purpose;
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Why a server cannot be used. The message is the end of a sentence. */
export class Unreadable extends Error {}

/**
 * Sends a request to an untrusted server, protected against SSRF (see OWASP): the name is resolved once, none of its
 * addresses may be private, the connection uses the checked addresses, and redirects are not followed. The caller must
 * destroy the response.
 * @param deadline when to stop waiting
 * @throws Unreadable if no address is allowed; Error of the connection or the deadline
 */
export function requestSecurely(
  request: SecureRequest,
  reach: Reach,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  const { purpose, url, method } = request;
  const attributes = {
    'http.request.method': method,
    'url.full': withoutSecrets(`${url.origin}${url.pathname}`),
    'server.address': url.hostname,
    'server.port': portOf(url),
  };
  const attributesOf = ({ statusCode = 0 }: IncomingMessage) => ({ 'http.response.status_code': statusCode });
  const hasFailed = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 400;
  return sendOutgoing(purpose, { name: method, attributes, attributesOf, hasFailed }, () =>
    sendSecurely(request, reach, deadline),
  );
}

async function sendSecurely(
  { url, method, headers, body }: SecureRequest,
  reach: Reach,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  deadline.throwIfAborted();
  const addresses = await untilAborted(deadline, checkedAddresses(url, reach, deadline));
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options: RequestOptions = {
    method,
    signal: deadline,
    lookup: pinnedLookup(addresses),
    // Always a new connection: a pooled one could be open to another address.
    agent: false,
    headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Spedy' },
  };
  return new Promise((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end(body);
  });
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** Returns one message for all causes, so that it does not reveal which names the internal network resolves. */
export function unreachable(url: URL): string {
  return `${url.host} could not be reached securely at a public address`;
}

/** @throws Unreadable above the maximum size */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new Unreadable(`it is larger than ${maxBytes / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function checkedAddresses(url: URL, { resolve, mayConnect }: Reach, signal: AbortSignal) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host, signal) : [{ address: host, family }];
  const isAllowed = addresses.length > 0 && addresses.every(({ address }) => mayConnect(url, address));
  if (!isAllowed) throw new Unreadable(unreachable(url));
  return addresses;
}

/** Returns a lookup function that returns only the checked addresses, even if the name resolves differently by now. */
function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
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
