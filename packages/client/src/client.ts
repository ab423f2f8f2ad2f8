import createFetchClient, { type Client } from 'openapi-fetch';
import { type Authentication, providerOf } from './authentication.ts';
import { parseBaseUrl } from './base-url.ts';
import { itemsOf, readPages } from './pages.ts';
import { defaultRetries, type RetryOptions } from './retry.ts';
import type { paths } from './schema.ts';
import { send, type Transport } from './transport.ts';
import type { ListItem, ListPage, ListParameters, ListPath, Method } from './types.ts';

export type ClientOptions = RetryOptions & {
  /** The organization's address, such as `https://acme-corp.spedy.example`. */
  readonly baseUrl: string;
  /** What requests authenticate with. Without it, they have no token. */
  readonly auth?: Authentication;
  /** Milliseconds for each try of a request. Default: 30,000. */
  readonly timeout?: number;
  /** Allows http to other hosts than this computer. */
  readonly allowHttp?: boolean;
  /** Sends the requests, for tests and proxies. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
};

/** The parameters, as far as this file reads them. */
type AnyParameters = { readonly params?: { readonly path?: object; readonly query?: object } } & Record<
  string,
  unknown
>;

/** openapi-fetch, for a path that is only known by its type. */
type AnyRequest = (
  verb: string,
  path: string,
  parameters: AnyParameters,
) => Promise<{ readonly data?: unknown }>;

/**
 * A client of the API of one organization. Every method takes a path of the API and its parameters, as the API reference
 * has them, and returns the body of the response.
 * @throws SpedyApiError, with the code of the server's answer; SpedyClientError without one
 */
export class SpedyClient {
  readonly baseUrl: string;
  readonly get: Method<'get'>;
  readonly post: Method<'post'>;
  readonly put: Method<'put'>;
  readonly patch: Method<'patch'>;
  readonly delete: Method<'delete'>;
  // Private, so that no token is in what a log or a debugger prints of a client.
  readonly #transport: Transport;
  readonly #client: Client<paths, 'application/json'>;

  constructor(options: ClientOptions) {
    const { retries = defaultRetries.retries, maxPause = defaultRetries.maxPause } = options;
    this.baseUrl = parseBaseUrl(options.baseUrl, options.allowHttp ?? false);
    const provider = options.auth === undefined ? null : providerOf(options.auth);
    this.#transport = {
      // Browsers insist on their own `this`.
      fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
      provider,
      timeout: options.timeout ?? 30_000,
      retries,
      maxPause,
    };
    this.#client = createFetchClient<paths, 'application/json'>({
      baseUrl: this.baseUrl,
      fetch: (request) => send(this.#transport, request),
    });
    this.get = this.#method('get');
    this.post = this.#method('post');
    this.put = this.#method('put');
    this.patch = this.#method('patch');
    this.delete = this.#method('delete');
  }

  /** Reads a list to its end: `for await (const ticket of client.list('/api/v1/tickets'))`. Reads a page when it is needed. */
  async *list<Path extends ListPath>(
    path: Path,
    ...parameters: ListParameters<Path>
  ): AsyncGenerator<ListItem<Path>, void, undefined> {
    // The schema says that they are entries of this list.
    for await (const page of this.pages(path, ...parameters)) yield* itemsOf(page) as ListItem<Path>[];
  }

  /** The same, page by page. */
  pages<Path extends ListPath>(
    path: Path,
    ...[parameters]: ListParameters<Path>
  ): AsyncGenerator<ListPage<Path>, void, undefined> {
    const init: AnyParameters = { ...parameters };
    return readPages((cursor) => {
      const query = { ...init.params?.query, ...(cursor === undefined ? {} : { cursor }) };
      return this.#request('get', path, { ...init, params: { ...init.params, query } });
    });
  }

  /**
   * Sends a request to any path of this address, with the token and retries of the others. The body of the response can be
   * read as it arrives; the time limit ends with the headers.
   * @throws TypeError for another origin, which must not get the token
   */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    const url = new URL(path, `${this.baseUrl}/`);
    if (url.origin !== new URL(this.baseUrl).origin)
      throw new TypeError(`This client sends its token to ${this.baseUrl} only.`);
    return send(this.#transport, new Request(url, init), 'stream');
  }

  toJSON(): { readonly baseUrl: string } {
    return { baseUrl: this.baseUrl };
  }

  #method<Verb extends 'get' | 'post' | 'put' | 'patch' | 'delete'>(verb: Verb): Method<Verb> {
    return (path, ...[parameters]) => this.#request(verb, path, { ...parameters });
  }

  /** Sends a request whose path, parameters and result the types of `Method` and of lists have checked. */
  async #request<Result>(verb: string, path: string, parameters: AnyParameters): Promise<Result> {
    // `.` and `..` are parts of a path that lead elsewhere: an ID that somebody chose must not choose another route.
    for (const [name, value] of Object.entries(parameters.params?.path ?? {}))
      if (/^\.{0,2}$/.test(String(value)))
        throw new TypeError(`The path parameter ${name} must be an ID, not '${value}'.`);
    const { data } = await (this.#client.request as AnyRequest)(verb, path, parameters);
    return data as Result;
  }
}

/** Creates a client of the API of one organization. @throws TypeError for an address that does not fit */
export function createClient(options: ClientOptions): SpedyClient {
  return new SpedyClient(options);
}
