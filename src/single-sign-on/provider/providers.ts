import { LRUCache } from 'lru-cache';
import type { Configuration, ServerMetadata } from 'openid-client';
import type { Provider } from '../settings/provider.ts';

/** How long discovered metadata is used, in milliseconds. */
const maxAge = 600_000;
const capacity = 1_000;

type ProviderKey = Pick<Provider, 'organizationId' | 'issuer'>;
type Cached = { readonly metadata: ServerMetadata; readonly until: number };

/**
 * Discovers identity providers, and creates the clients that talk to them. Loads the OpenID client with the first of them,
 * because most servers have none.
 */
export class Providers {
  readonly #now: () => number;
  readonly #cached = new LRUCache<string, Cached>({ max: capacity });

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Returns a client for the requests of one sign-in. It fetches the provider's keys again, so that rotated keys work at
   * once.
   * @param deadline of all its requests
   * @throws SignInProblem
   */
  async client(provider: Provider, deadline: AbortSignal): Promise<Configuration> {
    const { clientOf, discover } = await import('./discovery.ts');
    const key = keyOf(provider);
    const cached = this.#cached.get(key);
    if (cached && cached.until > this.#now())
      return clientOf(cached.metadata, provider, deadline, this.#now());
    const metadata = await discover(provider.issuer, deadline);
    this.#cached.set(key, { metadata, until: this.#now() + maxAge });
    return clientOf(metadata, provider, deadline, this.#now());
  }

  /** Forgets what was discovered, after a failure that new metadata may solve. */
  forget(provider: ProviderKey): void {
    this.#cached.delete(keyOf(provider));
  }
}

const keyOf = ({ organizationId, issuer }: ProviderKey) => `${organizationId} ${issuer}`;
