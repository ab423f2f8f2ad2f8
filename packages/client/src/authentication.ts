/** Gives requests their token. */
export type TokenProvider = {
  /** Returns the token for the next request. */
  readonly getToken: (signal?: AbortSignal) => string | Promise<string>;
  /**
   * Called with a token that the server rejected as invalid, expired or revoked.
   * @returns whether `getToken` may return another one, with which the request is sent again, once
   */
  readonly rejected?: (token: string) => boolean | Promise<boolean>;
};

/** A personal access token, a function that returns one, or a provider such as `oauth`. */
export type Authentication = string | (() => string | Promise<string>) | TokenProvider;

export function providerOf(auth: Authentication): TokenProvider {
  if (typeof auth === 'string') return { getToken: () => auth };
  return typeof auth === 'function' ? { getToken: () => auth() } : auth;
}
