import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashText } from '../../credentials/hash.ts';
import { growingCache } from '../../storage/growing-cache.ts';
import type { MaybePromise } from '../../storage/maybe-promise.ts';

/** The most resource servers that are remembered. */
const capacity = 10_000;

/**
 * Counts the requests of a resource server against itself, not against its address. What it asks about comes from strangers, so
 * requests about unknown tokens have a count of their own: guesses do not use up what real tokens need.
 */
export class RequestCounts {
  /** The IDs of resource servers by the organization and the Authorization header that was right, hashed. */
  readonly #known = growingCache<string>(capacity);
  readonly #own = new WeakMap<FastifyRequest, string>();

  /**
   * For the gate: whether the route counts a request itself, because its resource server is known. This needs no database; the
   * route authenticates it afterwards. A first request counts against its address, like one with a wrong secret.
   */
  readonly countsItself = (request: FastifyRequest): boolean => {
    const key = keyOf(request);
    const id = key === null ? undefined : this.#known.get(key);
    if (id === undefined) return false;
    this.#own.set(request, id);
    return true;
  };

  /**
   * Authenticates a request, and notes which resource server it is from. If that fails, as after its removal, the next request
   * counts against its address again.
   * @param authenticate returns the ID of the resource server; null if the request is not from one
   */
  authenticate(
    request: FastifyRequest,
    authenticate: () => MaybePromise<string | null>,
  ): MaybePromise<string | null> {
    const note = (id: string | null) => {
      if (id !== null && this.#own.get(request) !== id) this.#remember(request, id);
      return id;
    };
    const fail = (error: unknown): never => {
      this.#remember(request, null);
      throw error;
    };
    try {
      const authenticated = authenticate();
      return authenticated instanceof Promise ? authenticated.then(note, fail) : note(authenticated);
    } catch (error) {
      return fail(error);
    }
  }

  #remember(request: FastifyRequest, id: string | null): void {
    const key = keyOf(request);
    if (key !== null && id !== null) this.#known.set(key, id);
    else if (key !== null) this.#known.delete(key);
  }

  /**
   * Counts a request if the gate has left that to its route.
   * @param subject what it is about, if that has a count of its own
   * @throws SpedyError rate_limited
   */
  count(request: FastifyRequest, reply: FastifyReply, subject = ''): MaybePromise<void> {
    const id = this.#own.get(request);
    if (id !== undefined) return request.server.count(`${id} ${subject}`, reply);
  }
}

function keyOf({ headers, target }: FastifyRequest): string | null {
  const { authorization } = headers;
  if (target?.kind !== 'organization' || !authorization || !/^basic /i.test(authorization)) return null;
  return `${target.id} ${hashText(authorization)}`;
}
