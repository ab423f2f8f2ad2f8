import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { ProbeFailure } from './probe-failure.ts';

/** Maximum number of body characters that are read, far more than any such document has. */
const maxBodyLength = 262_144;

export type ProbeRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A response, not yet interpreted. */
export type ProbeResponse = {
  readonly status: number;
  /** Names are in lower case; the values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly milliseconds: number;
  /** The address that the name resolved to. */
  readonly address: string;
};

/** Sends a request to a path of the examined origin. Does not follow redirects. */
export type Probe = (path: string, request?: ProbeRequest) => Promise<ProbeResponse>;

type Options = {
  /** Time limit in milliseconds for one response with its body. */
  readonly timeout: number;
  /** Aborts the whole examination. */
  readonly signal: AbortSignal;
};

/** Characters not allowed in a request target (RFC 9112 3.2.1), which are sent percent-encoded. */
const unsendable = /[^\x21-\x7e]/g;

/**
 * Returns a probe of an origin. It never contacts another host, whatever a document says: paths are sent
 * unchanged and never resolved against the origin, because `//other/x` would be another host.
 */
export function probeOf(origin: URL, { timeout, signal }: Options): Probe {
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    const begun = performance.now();
    const deadline = AbortSignal.any([AbortSignal.timeout(timeout), signal]);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    try {
      const received = await exchange(origin, path.replaceAll(unsendable, encodeURIComponent), deadline, {
        method,
        headers: { 'user-agent': 'spedy-doctor', accept: 'application/json', ...length, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return { ...received, milliseconds: Math.round(performance.now() - begun) };
    } catch (error) {
      throw ProbeFailure.from(error, deadline.aborted);
    }
  };
}

function exchange(origin: URL, path: string, signal: AbortSignal, { body, ...request }: ProbeRequest) {
  const send = origin.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise<Omit<ProbeResponse, 'milliseconds'>>((resolve, reject) => {
    const sent = send({
      ...request,
      protocol: origin.protocol,
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port || undefined,
      path: path.startsWith('/') ? path : `/${path}`,
      agent: false,
      signal,
      ...(isLocalhost(origin.hostname) ? { lookup: toLoopback } : {}),
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const address = response.socket.remoteAddress ?? '';
      const { statusCode: status = 0 } = response;
      const headers = Object.fromEntries(
        Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']),
      );
      const finish = (text: string) => {
        resolve({ status, headers, text, address });
        response.destroy();
      };
      // An event stream does not end.
      if (/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return finish('');
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxBodyLength) finish(text);
      });
      response.once('end', () => finish(text));
      response.once('error', reject);
    });
    sent.end(body);
  });
}

/**
 * Whether a name is a localhost name (RFC 6761 6.3). Browsers and curl resolve these; Node often does not.
 */
export function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost$/i.test(hostname);
}

const loopback = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Resolves every name to this machine. */
export const toLoopback: LookupFunction = (_name, { all }, found) =>
  all ? found(null, loopback) : found(null, '127.0.0.1', 4);
