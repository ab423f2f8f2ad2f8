import { AddressTryLimit } from '../../http/limits.ts';
import type { Client } from './client.ts';
import { ClientProblem } from './client-problem.ts';
import { type FetchOptions, fetchDefaults, fetchDocument } from './fetch-document.ts';
import { documentUrl, parseDocument } from './metadata-document.ts';

/** Documents kept at most, and failures remembered at most. */
const capacity = 1_000;
/** Documents read from elsewhere at one time. */
const readsAtOnce = 16;
/** Documents read from elsewhere in a minute for one address that asks here. */
const readsPerMinute = 30;
/** Milliseconds before a document that could not be used is asked for again. */
const pause = 5_000;

type Known = { readonly client: Client; readonly freshUntil: number };
type Failure = { readonly problem: ClientProblem; readonly until: number };

/**
 * Client ID metadata documents, kept as long as their servers allow (RFC 9111). What could not be used is not kept
 * (draft-ietf-oauth-client-id-metadata-document 5.2), but for a few seconds, lest a flood here become one there.
 */
export class ClientDocuments {
  readonly #allowLoopback: boolean;
  readonly #now: () => number;
  readonly #options: FetchOptions;
  readonly #known = new Map<string, Known>();
  readonly #failed = new Map<string, Failure>();
  readonly #limit = new AddressTryLimit(readsPerMinute);
  readonly #reading = new Map<string, Promise<Client>>();

  /** @param now milliseconds since the epoch */
  constructor(allowLoopback: boolean, now: () => number, options: Partial<FetchOptions> = {}) {
    this.#allowLoopback = allowLoopback;
    this.#now = now;
    this.#options = { ...fetchDefaults, ...options };
  }

  /**
   * The client that a document describes, read anew where its time is up; of several who ask at once, one reads.
   * @param address who asks
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(clientId: string, address: string): Promise<Client> {
    const url = documentUrl(clientId, this.#allowLoopback);
    const known = touch(this.#known, clientId);
    if (known && known.freshUntil > this.#now()) return known.client;
    const failed = this.#failed.get(clientId);
    if (failed && failed.until > this.#now()) throw failed.problem;
    return this.#reading.get(clientId) ?? this.#begin(clientId, url, address);
  }

  /** The client as its document was last read here, however long ago; else as `read` gives it. */
  async readOnce(clientId: string, address: string): Promise<Client> {
    return touch(this.#known, clientId)?.client ?? (await this.read(clientId, address));
  }

  #begin(clientId: string, url: URL, address: string): Promise<Client> {
    if (this.#reading.size >= readsAtOnce)
      throw new ClientProblem('Too many new applications ask at this moment: try again in a few seconds.');
    const reading = this.#fetch(clientId, url, address).finally(() => this.#reading.delete(clientId));
    this.#reading.set(clientId, reading);
    return reading;
  }

  async #fetch(clientId: string, url: URL, address: string): Promise<Client> {
    this.#limit.take(address);
    try {
      const { text, freshFor } = await fetchDocument(url, this.#now(), this.#options);
      const client = parseDocument(clientId, text);
      put(this.#known, clientId, { client, freshUntil: this.#now() + freshFor });
      return client;
    } catch (error) {
      this.#known.delete(clientId);
      if (error instanceof ClientProblem)
        put(this.#failed, clientId, { problem: error, until: this.#now() + pause });
      throw error;
    }
  }
}

/** The value of a key, which becomes the one used last. */
function touch<Value>(map: Map<string, Value>, key: string): Value | undefined {
  const value = map.get(key);
  if (value !== undefined) put(map, key, value);
  return value;
}

/** Puts a value; one too many drops the one that was used least recently (a Map keeps the order of insertion). */
function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= capacity) return;
    map.delete(oldest);
  }
}
