import { LRUCache } from 'lru-cache';
import { ClientProblem } from '../clients/client-problem.ts';
import { type FetchOptions, fetchDefaults, fetchDocument } from '../clients/fetch-document.ts';
import { type Asker, FetchBudget } from './fetch-budget.ts';

/** Values kept at most, and failures remembered at most. */
const capacity = 1_000;
/** Milliseconds before what could not be used is asked for again. */
const pause = 5_000;

/** Milliseconds before what was read is read anew at somebody's wish. */
const refreshPause = 10_000;

type Known<Value> = {
  readonly value: Value;
  readonly readAt: number;
  readonly freshUntil: number;
  /** Until when it will do where it cannot be read anew. */
  readonly usableUntil: number;
};
type Failure = { readonly problem: ClientProblem; readonly until: number };

export type RemoteOptions = FetchOptions & {
  /** Shared by all that is read from elsewhere. */
  readonly budget: FetchBudget;
  /** Milliseconds that a value which may be kept is good beyond its time, where it cannot be read anew (RFC 9111 4.2.4). */
  readonly staleFor: number;
};

/**
 * What strangers' servers say, kept as long as they allow (RFC 9111). What could not be used is not kept, but for a few
 * seconds, lest a flood here become one there. Of several who ask for the same at once, one reads.
 */
export class RemoteValues<Value extends object> {
  readonly #parse: (address: string, text: string) => Value;
  readonly #now: () => number;
  readonly #options: FetchOptions;
  readonly #budget: FetchBudget;
  readonly #staleFor: number;
  readonly #known = new LRUCache<string, Known<Value>>({ max: capacity });
  readonly #failed = new LRUCache<string, Failure>({ max: capacity });
  readonly #reading = new Map<string, Promise<Value>>();

  /**
   * @param parse throws ClientProblem for what cannot be used
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
   * The value at an address, read anew where its time is up.
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(url: URL, asker: Asker): Promise<Value> {
    const known = this.#known.get(url.href);
    if (known && known.freshUntil > this.#now()) return known.value;
    try {
      return await this.#readAnew(url, asker);
    } catch (error) {
      if (known && known.usableUntil > this.#now()) return known.value;
      throw error;
    }
  }

  /** The value as it was read last, however long ago; else as `read` gives it. */
  async readOnce(url: URL, asker: Asker): Promise<Value> {
    return this.#known.get(url.href)?.value ?? (await this.read(url, asker));
  }

  /** The value, read anew unless that was done in the last few seconds. */
  async refresh(url: URL, asker: Asker): Promise<Value> {
    const known = this.#known.get(url.href);
    if (known && this.#now() - known.readAt < refreshPause) return known.value;
    return this.#readAnew(url, asker);
  }

  async #readAnew(url: URL, asker: Asker): Promise<Value> {
    const failed = this.#failed.get(url.href);
    if (failed && failed.until > this.#now()) throw failed.problem;
    return this.#reading.get(url.href) ?? this.#budget.run(url.hostname, asker, () => this.#begin(url));
  }

  /**
   * A read is shared once it runs, not while it waits: whoever used up their own share must not make others, who ask for
   * the same, wait with them.
   */
  #begin(url: URL): Promise<Value> {
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
      this.#known.set(url.href, { value, readAt, freshUntil, usableUntil });
      return value;
    } catch (error) {
      if (this.#staleFor === 0) this.#known.delete(url.href);
      if (error instanceof ClientProblem)
        this.#failed.set(url.href, { problem: error, until: this.#now() + pause });
      throw error;
    }
  }
}
