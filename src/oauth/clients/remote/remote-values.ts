import { LRUCache } from 'lru-cache';
import { ClientProblem } from '../client-problem.ts';
import { FetchBudget } from './fetch-budget.ts';
import { type FetchOptions, fetchDefaults, fetchDocument } from './fetch-document.ts';
import type { Requester } from './requester.ts';

/** Maximum number of cached values, and of cached failures. */
const capacity = 1_000;
/** How long a failure is cached, in milliseconds. */
const failureMaxAge = 5_000;

/** Minimum age of a value before `refresh` fetches it again, in milliseconds. */
const minRefreshAge = 10_000;

type Cached<Value> = {
  readonly value: Value;
  readonly readAt: number;
  readonly freshUntil: number;
  /** Until when it may be used if it cannot be fetched again. */
  readonly usableUntil: number;
};
type Failure = { readonly problem: ClientProblem; readonly until: number };

export type RemoteOptions = FetchOptions & {
  /** Shared by all remote fetches. */
  readonly budget: FetchBudget;
  /** How long a stale value may be used if it cannot be fetched again, in milliseconds (RFC 9111 4.2.4). */
  readonly staleFor: number;
};

/**
 * Caches values from untrusted servers as long as their headers allow (RFC 9111). Failures are cached for a few seconds,
 * so that a flood of requests here does not become one there. Concurrent reads of the same URL share one fetch.
 */
export class RemoteValues<Value extends object> {
  readonly #parse: (address: string, text: string) => Value;
  readonly #now: () => number;
  readonly #options: FetchOptions;
  readonly #budget: FetchBudget;
  readonly #staleFor: number;
  readonly #cached = new LRUCache<string, Cached<Value>>({ max: capacity });
  readonly #failed = new LRUCache<string, Failure>({ max: capacity });
  readonly #reading = new Map<string, Promise<Value>>();

  /**
   * @param parse throws ClientProblem for an invalid document
   * @param now milliseconds since the epoch
   */
  constructor(
    parse: (address: string, text: string) => Value,
    now: () => number,
    { budget = new FetchBudget(), staleFor = 0, ...options }: Partial<RemoteOptions> = {},
  ) {
    this.#parse = parse;
    this.#now = now;
    this.#budget = budget;
    this.#staleFor = staleFor;
    this.#options = { ...fetchDefaults, ...options };
  }

  /**
   * Returns the value at a URL; fetches it again if it is no longer fresh.
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(url: URL, requester: Requester): Promise<Value> {
    const cached = this.#cached.get(url.href);
    if (cached && cached.freshUntil > this.#now()) return cached.value;
    try {
      return await this.#readAgain(url, requester);
    } catch (error) {
      if (cached && cached.usableUntil > this.#now()) return cached.value;
      throw error;
    }
  }

  /** Returns the cached value, fresh or not; without one, like `read`. */
  async readOnce(url: URL, requester: Requester): Promise<Value> {
    return this.#cached.get(url.href)?.value ?? (await this.read(url, requester));
  }

  /** Fetches the value again, unless it was fetched in the last few seconds. */
  async refresh(url: URL, requester: Requester): Promise<Value> {
    const cached = this.#cached.get(url.href);
    if (cached && this.#now() - cached.readAt < minRefreshAge) return cached.value;
    return this.#readAgain(url, requester);
  }

  async #readAgain(url: URL, requester: Requester): Promise<Value> {
    const failed = this.#failed.get(url.href);
    if (failed && failed.until > this.#now()) throw failed.problem;
    return (
      this.#reading.get(url.href) ?? this.#budget.run(url.hostname, requester, () => this.#shareFetch(url))
    );
  }

  /**
   * A fetch is shared once it runs, not while it waits: a caller without budget must not make other callers of the same
   * URL wait too.
   */
  #shareFetch(url: URL): Promise<Value> {
    const running = this.#reading.get(url.href);
    if (running) return running;
    const reading = this.#fetch(url).finally(() => this.#reading.delete(url.href));
    this.#reading.set(url.href, reading);
    return reading;
  }

  async #fetch(url: URL): Promise<Value> {
    try {
      const { text, freshFor } = await fetchDocument(url, this.#now(), this.#options);
      const value = this.#parse(url.href, text);
      const readAt = this.#now();
      const freshUntil = readAt + freshFor;
      const usableUntil = freshFor === 0 ? freshUntil : freshUntil + this.#staleFor;
      this.#cached.set(url.href, { value, readAt, freshUntil, usableUntil });
      return value;
    } catch (error) {
      if (this.#staleFor === 0) this.#cached.delete(url.href);
      if (error instanceof ClientProblem)
        this.#failed.set(url.href, { problem: error, until: this.#now() + failureMaxAge });
      throw error;
    }
  }
}
