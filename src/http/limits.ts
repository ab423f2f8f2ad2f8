import type { FastifyReply } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SpedyError } from './errors.ts';

/** Seconds in which the points of a limit are counted. */
const window = 60;

/** Requests a minute for one key; 0 means no limit. Counted in this process's memory. */
export class RequestLimit {
  readonly #points: number;
  readonly #limiter: RateLimiterMemory | null;

  constructor(pointsPerMinute: number) {
    this.#points = pointsPerMinute;
    this.#limiter =
      pointsPerMinute > 0 ? new RateLimiterMemory({ points: pointsPerMinute, duration: window }) : null;
  }

  /**
   * Counts one request and sets the RateLimit-* headers of draft-ietf-httpapi-ratelimit-headers-06.
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  async count(key: string, reply: FastifyReply): Promise<void> {
    if (!this.#limiter) return;
    const state = await takePoint(this.#limiter, key);
    const reset = Math.max(1, Math.ceil(state.result.msBeforeNext / 1000));
    reply.header('ratelimit-limit', String(this.#points));
    reply.header('ratelimit-remaining', String(Math.max(0, state.result.remainingPoints)));
    reply.header('ratelimit-reset', String(reset));
    if (!state.taken) throw tooMany(reset);
  }
}

/** A limit on tries, such as at a password: a try is counted before it is judged and may be given back after. */
export class TryLimit {
  readonly #limiter: RateLimiterMemory;

  constructor(triesPerMinute: number) {
    this.#limiter = new RateLimiterMemory({ points: triesPerMinute, duration: window });
  }

  /** @throws SpedyError rate_limited, with Retry-After in seconds */
  async take(key: string): Promise<void> {
    const { taken, result } = await takePoint(this.#limiter, key);
    if (!taken) throw tooMany(Math.max(1, Math.ceil(result.msBeforeNext / 1000)));
  }

  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key);
  }
}

async function takePoint(
  limiter: RateLimiterMemory,
  key: string,
): Promise<{ taken: boolean; result: RateLimiterRes }> {
  try {
    return { taken: true, result: await limiter.consume(key) };
  } catch (result) {
    if (result instanceof RateLimiterRes) return { taken: false, result };
    throw result;
  }
}

function tooMany(seconds: number): SpedyError {
  return new SpedyError('rate_limited', { headers: { 'retry-after': String(seconds) } });
}
