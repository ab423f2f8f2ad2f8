import type { FastifyBaseLogger } from 'fastify';
import type { Overloaded } from '../../storage/load/overloaded.ts';

/** Milliseconds between two lines of the log. */
const interval = 1_000;

/** Counts requests that were refused because of too much load. Logs the counts, at most one line a second. */
export class RefusedWork {
  readonly #log: FastifyBaseLogger;
  #counts: Record<string, number> = {};
  #logging: NodeJS.Timeout | undefined;
  readonly #listeners: ((refusal: Overloaded) => void)[] = [];

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  /** Calls a function for each refusal, for metrics. */
  onRefused(listener: (refusal: Overloaded) => void): void {
    this.#listeners.push(listener);
  }

  count(refusal: Overloaded): void {
    const name = `${refusal.queue}: ${refusal.reason}`;
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    for (const listener of this.#listeners) listener(refusal);
    this.#logging ??= setTimeout(() => this.#write(), interval).unref();
  }

  #write(): void {
    this.#log.warn({ refused: this.#counts }, 'Too much load; refused requests with 503');
    this.#counts = {};
    this.#logging = undefined;
  }
}
