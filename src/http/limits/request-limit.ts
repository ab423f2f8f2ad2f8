import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressKey, siteKey } from '../../contract/limits/addresses.ts';
import {
  monotonic,
  secondsLeft,
  siteFactor,
  tooMany,
  windowLength,
} from '../../contract/limits/attempt-limit.ts';
import { type Count, Windows } from '../../contract/limits/windows.ts';

/** Factor for a member with several credentials, relative to one credential. */
const memberFactor = 2;

/** Limits requests per minute and key, in the memory of this process. 0 means no limit. */
export class RequestLimit {
  readonly #onRateLimited: (request: FastifyRequest) => void;
  readonly #perMinute: number;
  readonly #limitHeader: string;
  readonly #windows = new Windows(windowLength, monotonic);

  /** @param onRateLimited called for the first rejected request of each key and minute */
  constructor(requestsPerMinute: number, onRateLimited: (request: FastifyRequest) => void) {
    this.#perMinute = requestsPerMinute;
    this.#onRateLimited = onRateLimited;
    this.#limitHeader = String(requestsPerMinute);
  }

  /**
   * Counts one request and sets the RateLimit-* headers of draft-ietf-httpapi-ratelimit-headers-06.
   * @throws SpedyError rate_limited, with Retry-After in seconds
   */
  count(key: string, reply: FastifyReply): void {
    if (this.#perMinute === 0) return;
    const counted = this.#windows.count(key);
    reply.header('ratelimit-limit', this.#limitHeader);
    reply.header('ratelimit-remaining', String(Math.max(0, this.#perMinute - counted.count)));
    reply.header('ratelimit-reset', String(secondsLeft(counted)));
    this.#refuse(counted, this.#perMinute, reply);
  }

  /**
   * Counts one request of a credential and of its member, who may use several tokens.
   * @throws SpedyError rate_limited
   */
  countMember(credentialId: string, memberId: string, reply: FastifyReply): void {
    if (this.#perMinute === 0) return;
    this.count(credentialId, reply);
    const counted = this.#windows.count(memberId);
    if (counted.count <= this.#perMinute * memberFactor) return;
    reply.header('ratelimit-remaining', '0');
    reply.header('ratelimit-reset', String(secondsLeft(counted)));
    throw tooMany(counted);
  }

  /**
   * Counts one request without a valid credential against its address and IPv6 site.
   * @throws SpedyError rate_limited
   */
  countAddress(address: string | undefined, reply: FastifyReply): void {
    this.count(addressKey(address), reply);
    const site = this.#perMinute === 0 ? null : siteKey(address);
    if (site === null) return;
    this.#refuse(this.#windows.count(site), this.#perMinute * siteFactor, reply);
  }

  #refuse(counted: Count, limit: number, { request }: FastifyReply): void {
    if (counted.count <= limit) return;
    if (counted.count === limit + 1) this.#onRateLimited(request);
    throw tooMany(counted);
  }
}
