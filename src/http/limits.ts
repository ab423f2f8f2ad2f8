import type { FastifyReply } from 'fastify';
import { SpedyError } from './errors.ts';
import { type Count, Windows } from './windows.ts';

/** Milliseconds in which the points of a limit are counted. */
const length = 60_000;
/** Whole milliseconds take less memory. */
const monotonic = () => Math.floor(performance.now());

/** Requests a minute for one key; 0 means no limit. Counted in this process's memory. */
export class RequestLimit {
  readonly #points: number;
  readonly #limit: string;
  readonly #windows = new Windows(length, monotonic);

  constructor(pointsPerMinute: number) {
    this.#points = pointsPerMinute;
    this.#limit = String(pointsPerMinute);
  }

  /**
   * Counts one request and sets the RateLimit-* headers of draft-ietf-httpapi-ratelimit-headers-06.
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  count(key: string, reply: FastifyReply): void {
    if (this.#points === 0) return;
    const counted = this.#windows.count(key);
    reply.header('ratelimit-limit', this.#limit);
    reply.header('ratelimit-remaining', String(Math.max(0, this.#points - counted.count)));
    reply.header('ratelimit-reset', String(secondsLeft(counted)));
    if (counted.count > this.#points) throw tooMany(counted);
  }
}

/** A limit on tries, such as at a password: a try is counted before it is judged and may be given back after. */
export class TryLimit {
  readonly #tries: number;
  readonly #windows = new Windows(length, monotonic);

  constructor(triesPerMinute: number) {
    this.#tries = triesPerMinute;
  }

  /** @throws SpedyError rate_limited, with Retry-After in seconds */
  take(key: string): void {
    const counted = this.#windows.count(key);
    if (counted.count > this.#tries) throw tooMany(counted);
  }

  giveBack(key: string): void {
    this.#windows.takeBack(key);
  }
}

function secondsLeft({ left }: Count): number {
  return Math.max(1, Math.ceil(left / 1000));
}

function tooMany(counted: Count): SpedyError {
  return new SpedyError('rate_limited', { headers: { 'retry-after': String(secondsLeft(counted)) } });
}
