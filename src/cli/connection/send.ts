import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isLocalhost, toLoopback } from '../../doctor/probe.ts';
import { ProbeFailure } from '../../doctor/probe-failure.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { hostOf, isThisMachine } from './origin.ts';

export type SendOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};
/** Sends a request. Does not follow redirects, so that no credential reaches another host. */
export type Send = (url: URL, options?: SendOptions) => Promise<Response>;

/** Seconds for one answer with its body, unless SPEDY_TIMEOUT says otherwise. */
const defaultTimeout = 30;
const maxTimeout = 600;

/** There was no complete answer, in time or at all. */
export class NoAnswer extends CommandFailure {
  override readonly name = 'NoAnswer';
}

/** Returns a function that sends requests. Proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY are used. */
export function senderOf(env: NodeJS.ProcessEnv): Send {
  const seconds = timeoutOf(env);
  const usesProxy = Object.keys(env).some((name) => /^https?_proxy$/i.test(name) && env[name]);
  return async (url, options = {}) => {
    const signal = AbortSignal.timeout(seconds * 1000);
    try {
      return await exchange(url, options, signal, usesProxy ? env : null);
    } catch (error) {
      throw new NoAnswer(explain(ProbeFailure.from(error, signal.aborted), url, seconds));
    }
  };
}

/** @throws UsageError */
function timeoutOf({ SPEDY_TIMEOUT }: NodeJS.ProcessEnv): number {
  if (!SPEDY_TIMEOUT) return defaultTimeout;
  const seconds = Number(SPEDY_TIMEOUT);
  if (seconds > 0 && seconds <= maxTimeout) return seconds;
  throw new UsageError(`SPEDY_TIMEOUT must be a number of seconds up to ${maxTimeout}`);
}

function exchange(
  url: URL,
  { method = 'GET', headers = {}, body }: SendOptions,
  signal: AbortSignal,
  proxyEnv: NodeJS.ProcessEnv | null,
): Promise<Response> {
  const isHttps = url.protocol === 'https:';
  // What this machine sends to itself is not encrypted, so no proxy may see it.
  const agent =
    proxyEnv && !isThisMachine(url.hostname)
      ? new (isHttps ? HttpsAgent : HttpAgent)({ proxyEnv })
      : undefined;
  return new Promise((resolve, reject) => {
    const sent = (isHttps ? requestHttps : requestHttp)(url, {
      method,
      headers: {
        'user-agent': 'spedy-cli',
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
      signal,
      ...(agent ? { agent } : {}),
      ...(isLocalhost(url.hostname) ? { lookup: toLoopback } : {}),
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0 } = response;
        const pairs = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        const content = status === 204 || status === 304 ? null : Buffer.concat(chunks);
        resolve(new Response(content, { status, headers: pairs }));
      });
    });
    sent.end(body);
  });
}

/** What went wrong, and what the person can do about it. */
function explain({ kind, code }: ProbeFailure, url: URL, seconds: number): string {
  const host = hostOf(url.origin);
  switch (kind) {
    case 'unresolved':
      return `there is no host ${url.hostname}, or no network: check the host's name (--host, SPEDY_HOST)`;
    case 'refused':
      return `nothing listens at ${host}: check the host and its port, and that the server runs`;
    case 'unreachable':
      return `${host} cannot be reached from here (${code}): check your network`;
    case 'timeout':
      return `${host} did not answer within ${seconds} seconds: try again, or wait longer with SPEDY_TIMEOUT`;
    case 'certificate':
      return `the certificate of ${url.hostname} is not valid here (${code}): check the host; for a private authority set NODE_EXTRA_CA_CERTS`;
    case 'tls':
    case 'closed':
      return `${host} does not answer as an ${url.protocol === 'https:' ? 'HTTPS' : 'HTTP'} server (${code}): check the host and its port`;
  }
}
