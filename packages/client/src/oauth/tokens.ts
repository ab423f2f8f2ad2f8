import { SpedyClientError } from '../errors.ts';

/** The tokens of one connection. They are secrets: whoever has them acts as the member. */
export type StoredTokens = {
  readonly accessToken: string;
  /** Null if the client has not registered for `refresh_token`. */
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Separated by spaces. */
  readonly scope: string;
};

/** Where tokens are kept. Each refresh token works once, so a new one must be stored before anything else happens. */
export type TokenStore = {
  /** Returns the newest tokens; null if there are none. */
  readonly load: () => StoredTokens | null | Promise<StoredTokens | null>;
  /** Stores new tokens. They are used after its promise resolves. */
  readonly save: (tokens: StoredTokens) => void | Promise<void>;
  /**
   * Runs work while no other process with the same tokens does. Without it, use the tokens in one process only. In a
   * browser: `(work) => navigator.locks.request('spedy', work)`.
   */
  readonly lock?: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

/** Checks what a store returned. @throws SpedyClientError sign_in_required */
export function parseTokens(value: unknown): StoredTokens {
  if (typeof value === 'object' && value !== null) {
    const { accessToken, refreshToken, expiresAt, scope }: { [Key in keyof StoredTokens]?: unknown } = value;
    if (
      typeof accessToken === 'string' &&
      (typeof refreshToken === 'string' || refreshToken === null) &&
      typeof expiresAt === 'number' &&
      typeof scope === 'string'
    )
      return { accessToken, refreshToken, expiresAt, scope };
  }
  throw new SpedyClientError('sign_in_required', 'The stored tokens cannot be read. Sign in again.');
}
