import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressKey, siteKey } from '../../contract/limits/addresses.ts';
import { secondsLeft, siteFactor, tooMany } from '../../contract/limits/attempt-limit.ts';
import type { Counts, Limits } from '../../contract/limits/limits.ts';
import type { Count } from '../../contract/limits/windows.ts';
import { andThen, type MaybePromise } from '../../storage/maybe-promise.ts';

/** Factor for a member with several credentials, relative to one credential. */
const memberFactor = 2;

/**
 * Limits requests per minute and key. 0 means no limit. The methods return a promise only if another process has to be
 * asked, which most requests do not need.
 */
export class RequestLimit {
  readonly #onRateLimited: (request: FastifyRequest) => void;
  readonly #perMinute: number;
  readonly #limitHeader: string;
  readonly #counts: Counts;

  /** @param onRateLimited called for the first rejected request of each key and minute */
  constructor(limits: Limits, requestsPerMinute: number, onRateLimited: (request: FastifyRequest) => void) {
    this.#counts = limits.requests('requests');
    this.#perMinute = requestsPerMinute;
    this.#onRateLimited = onRateLimited;
    this.#limitHeader = String(requestsPerMinute);
  }

  /**
   * Counts one request and sets the RateLimit-* headers of draft-ietf-httpapi-ratelimit-headers-06.
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  count(key: string, reply: FastifyReply): MaybePromise<void> {
    if (this.#perMinute === 0) return;
    return andThen(this.#counts.count(key, this.#perMinute), (counted) => {
      reply.header('ratelimit-limit', this.#limitHeader);
      reply.header('ratelimit-remaining', String(Math.max(0, this.#perMinute - counted.count)));
      reply.header('ratelimit-reset', String(secondsLeft(counted)));
      this.#refuse(counted, this.#perMinute, reply);
    });
  }

  /**
   * Counts one request of a credential and of its member, who may use several tokens.
   * @throws SpedyError rate_limited
   */
  countMember(credentialId: string, memberId: string, reply: FastifyReply): MaybePromise<void> {
    if (this.#perMinute === 0) return;
    const limit = this.#perMinute * memberFactor;
    const counting = andThen(this.count(credentialId, reply), () => this.#counts.count(memberId, limit));
    return andThen(counting, (counted) => {
      if (counted.count <= limit) return;
      reply.header('ratelimit-remaining', '0');
      reply.header('ratelimit-reset', String(secondsLeft(counted)));
      throw tooMany(counted);
    });
  }

  /**
   * Counts one request without a valid credential against its address and IPv6 site.
   * @throws SpedyError rate_limited
   */
  countAddress(address: string | undefined, reply: FastifyReply): MaybePromise<void> {
    return andThen(this.count(addressKey(address), reply), () => {
      const site = this.#perMinute === 0 ? null : siteKey(address);
      if (site === null) return;
      const limit = this.#perMinute * siteFactor;
      return andThen(this.#counts.count(site, limit), (counted) => this.#refuse(counted, limit, reply));
    });
  }

  /**
   * Counts more points for a request that makes much work, after its first one. A request that was admitted is not
   * refused any more; the ones after it are.
   */
  async charge(address: string | undefined, points: number): Promise<void> {
    if (this.#perMinute === 0) return;
    await this.#fill(addressKey(address), points, this.#perMinute);
    const site = siteKey(address);
    if (site !== null) await this.#fill(site, points, this.#perMinute * siteFactor);
  }

  /** Not beyond the limit, so that the next request is the first one above it, which is recorded. */
  async #fill(key: string, points: number, limit: number): Promise<void> {
    for (let left = points; left > 0; left -= 1)
      if ((await this.#counts.count(key, limit)).count >= limit) return;
  }

  #refuse(counted: Count, limit: number, { request }: FastifyReply): void {
    if (counted.count <= limit) return;
    if (counted.count === limit + 1) this.#onRateLimited(request);
    throw tooMany(counted);
  }
}
