import { LRUCache } from 'lru-cache';
import * as client from 'openid-client';
import type { Provider } from '../settings/provider.ts';
import { problemIn, SignInProblem } from './problem.ts';
import { providerFetch } from './provider-fetch.ts';

/** How long discovered metadata is used, in milliseconds. */
const maxAge = 600_000;
const capacity = 1_000;
/** Accepted difference between the clocks of the provider and this server, in seconds. */
const clockTolerance = 120;

type ProviderKey = Pick<Provider, 'organizationId' | 'issuer'>;
type Cached = { readonly metadata: client.ServerMetadata; readonly until: number };

/** Discovers identity providers, and creates the clients that talk to them. */
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
  async client(provider: Provider, deadline: AbortSignal): Promise<client.Configuration> {
    const metadata = await this.#metadata(provider, deadline);
    const { clientId, clientSecret, issuer } = provider;
    const configuration = new client.Configuration(
      metadata,
      clientId,
      {
        [client.clockTolerance]: clockTolerance,
        // The client reads the system's clock.
        [client.clockSkew]: Math.round((this.#now() - Date.now()) / 1000),
      },
      authenticationOf(metadata, clientSecret),
    );
    configuration[client.customFetch] = providerFetch(deadline);
    client.enableNonRepudiationChecks(configuration);
    if (isPlainHttp(issuer)) client.allowInsecureRequests(configuration);
    return configuration;
  }

  /** Forgets what was discovered, after a failure that new metadata may solve. */
  forget(provider: ProviderKey): void {
    this.#cached.delete(keyOf(provider));
  }

  async #metadata(provider: Provider, deadline: AbortSignal): Promise<client.ServerMetadata> {
    const key = keyOf(provider);
    const cached = this.#cached.get(key);
    if (cached && cached.until > this.#now()) return cached.metadata;
    const metadata = await discover(provider.issuer, deadline);
    this.#cached.set(key, { metadata, until: this.#now() + maxAge });
    return metadata;
  }
}

const keyOf = ({ organizationId, issuer }: ProviderKey) => `${organizationId} ${issuer}`;

/** Returns the metadata of an issuer (OpenID Connect Discovery 4). @throws SignInProblem */
async function discover(issuer: string, deadline: AbortSignal): Promise<client.ServerMetadata> {
  const { metadata } = await client
    .discovery(new URL(issuer), 'unused', undefined, undefined, {
      [client.customFetch]: providerFetch(deadline),
      execute: isPlainHttp(issuer) ? [client.allowInsecureRequests] : [],
    })
    .then((configuration) => ({ metadata: configuration.serverMetadata() }))
    .catch((error: unknown) => {
      throw discoveryProblem(issuer, error);
    });
  requireEndpoints(issuer, metadata);
  return metadata;
}

function discoveryProblem(issuer: string, error: unknown): SignInProblem {
  const own = problemIn(error);
  if (own) return own;
  const what = error instanceof Error ? error.message : 'unknown error';
  return new SignInProblem('provider_error', `${issuer} does not publish valid OpenID metadata (${what}).`, {
    cause: error,
  });
}

/**
 * Requires what a sign-in uses. Only an issuer on loopback, in development, may have endpoints without TLS.
 * @throws SignInProblem
 */
function requireEndpoints(issuer: string, metadata: client.ServerMetadata): void {
  if (metadata.issuer !== issuer)
    throw new SignInProblem(
      'provider_error',
      `The provider's issuer is ${metadata.issuer}, not ${issuer}. Enter it exactly as published.`,
    );
  const protocol = new URL(issuer).protocol;
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const url = metadata[name];
    if (url === undefined || !URL.canParse(url) || new URL(url).protocol !== protocol)
      throw new SignInProblem('provider_error', `The provider's metadata has no secure ${name}.`);
  }
}

/** Chooses HTTP Basic, the default (OpenID Connect Discovery 3), unless the provider does not support it. */
function authenticationOf(metadata: client.ServerMetadata, clientSecret: string): client.ClientAuth {
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic')
    ? client.ClientSecretBasic(clientSecret)
    : client.ClientSecretPost(clientSecret);
}

function isPlainHttp(issuer: string): boolean {
  return issuer.startsWith('http:');
}
