import type { PublicJwk } from '../client.ts';
import { ClientProblem, documentProblem } from '../client-problem.ts';
import { checkRemoteUrl } from '../remote/remote-url.ts';
import { type RemoteOptions, RemoteValues } from '../remote/remote-values.ts';
import type { Requester } from '../remote/requester.ts';
import { usableKeys } from './client-keys.ts';

/** Maximum size of a key set, in bytes. Certificates make key sets long. */
const maxBytes = 65_536;
/** How long stale keys may be used while their server cannot be reached, in milliseconds. */
const staleFor = 3_600_000;

/** Reads the key sets at clients' `jwks_uri`, cached as their servers allow. */
export class ClientKeySets {
  readonly #allowLoopback: boolean;
  readonly #sets: RemoteValues<readonly PublicJwk[]>;

  /** @param now milliseconds since the epoch */
  constructor(allowLoopback: boolean, now: () => number, options: Partial<RemoteOptions> = {}) {
    this.#allowLoopback = allowLoopback;
    this.#sets = new RemoteValues((_address, text) => parseKeySet(text), now, {
      what: 'key set',
      maxBytes,
      staleFor,
      ...options,
    });
  }

  /**
   * Returns the keys at a URL.
   * @param refetch whether to fetch them again, unless they were fetched seconds ago: for a key that is not in the cached set
   * @throws ClientProblem; SpedyError rate_limited
   */
  async read(jwksUri: string, requester: Requester, refetch: boolean): Promise<readonly PublicJwk[]> {
    const url = checkRemoteUrl(jwksUri, this.#allowLoopback);
    if (typeof url === 'string') throw new ClientProblem(`The app's jwks_uri ${url}.`);
    return refetch ? this.#sets.refresh(url, requester) : this.#sets.read(url, requester);
  }
}

function parseKeySet(text: string): readonly PublicJwk[] {
  try {
    const keys = usableKeys(JSON.parse(text));
    if (keys) return keys;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw documentProblem('it is not a JWK Set (RFC 7517 5)', undefined, 'key set');
}
