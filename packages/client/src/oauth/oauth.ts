import { processRefreshTokenResponse, refreshTokenGrantRequest } from 'oauth4webapi';
import type { TokenProvider } from '../authentication.ts';
import { isApiError, SpedyClientError } from '../errors.ts';
import { type OAuthClientOptions, type OAuthServer, serverOf, tokensOf } from './server.ts';
import { parseTokens, type StoredTokens, type TokenStore } from './tokens.ts';

export type OAuthOptions = OAuthClientOptions & {
  readonly store: TokenStore;
};

/** Milliseconds before its expiry from which a token is replaced. */
const margin = 60_000;

/**
 * Authenticates with the access token of a connection, and refreshes it when it is about to expire. Requests at the same time
 * share one refresh; with the store's lock, processes too.
 */
export class OAuthTokens implements TokenProvider {
  readonly #server: OAuthServer;
  readonly #store: TokenStore;
  #tokens: StoredTokens | null = null;
  /** New tokens that the store did not take. The previous refresh token is spent, so these must not be lost. */
  #unsaved: StoredTokens | null = null;
  /** The access token that the server rejected before its expiry. */
  #rejected: string | null = null;
  #refreshing: Promise<StoredTokens> | null = null;

  constructor({ store, ...client }: OAuthOptions) {
    this.#server = serverOf(client);
    this.#store = store;
  }

  /** @throws SpedyClientError sign_in_required if the connection has ended; tokens_not_stored */
  async getToken(signal?: AbortSignal): Promise<string> {
    if (this.#tokens && this.#isUsable(this.#tokens)) return this.#tokens.accessToken;
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = null;
    });
    // Others wait for the same refresh, so one caller who leaves does not end it.
    const { accessToken } = await orAborted(this.#refreshing, signal);
    return accessToken;
  }

  rejected(token: string): boolean {
    if (this.#tokens?.accessToken !== token) return true;
    this.#rejected = token;
    return this.#tokens.refreshToken !== null;
  }

  #isUsable({ accessToken, expiresAt }: StoredTokens): boolean {
    return accessToken !== this.#rejected && expiresAt - margin > Date.now() && this.#unsaved === null;
  }

  async #renew(): Promise<StoredTokens> {
    const lock = this.#store.lock ?? ((work) => work());
    const tokens = await lock(async () => {
      if (this.#unsaved) return this.#save(this.#unsaved);
      const loaded = await this.#store.load();
      const stored = loaded && parseTokens(loaded);
      // Another process may have refreshed them.
      if (stored && this.#isUsable(stored)) return stored;
      return this.#save(await this.#refresh(stored));
    });
    this.#tokens = tokens;
    return tokens;
  }

  async #refresh(stored: StoredTokens | null): Promise<StoredTokens> {
    const { server, client, clientAuth, options } = this.#server;
    if (!stored || stored.refreshToken === null) throw signInRequired();
    const now = Date.now();
    try {
      const response = await refreshTokenGrantRequest(
        server,
        client,
        clientAuth,
        stored.refreshToken,
        options,
      );
      return tokensOf(await processRefreshTokenResponse(server, client, response), stored, now);
    } catch (error) {
      if (error instanceof Error && isGone(error)) throw signInRequired(error);
      throw error;
    }
  }

  async #save(tokens: StoredTokens): Promise<StoredTokens> {
    this.#unsaved = tokens;
    try {
      await this.#store.save(tokens);
    } catch (cause) {
      throw new SpedyClientError(
        'tokens_not_stored',
        'The new tokens could not be stored. They are kept in memory, and stored before the next request.',
        { cause },
      );
    }
    this.#unsaved = null;
    return tokens;
  }
}

/** Authenticates with the tokens of a connection (OAuth 2.0). */
export function oauth(options: OAuthOptions): OAuthTokens {
  return new OAuthTokens(options);
}

function isGone(error: Error): boolean {
  return isApiError(error) && error.code === 'invalid_grant';
}

function signInRequired(cause?: Error): SpedyClientError {
  return new SpedyClientError(
    'sign_in_required',
    'There is no connection, or it has ended. The member must sign in again.',
    { cause },
  );
}

/** @throws the signal's reason, as soon as it aborts */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
