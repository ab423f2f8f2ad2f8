/** One request that is sent repeatedly. The path starts with `/`. */
export type FixedRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A form that is sent once for each value, with the value in `parameter`. */
export type SingleUse = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly parameter: string;
  readonly values: readonly string[];
};

/**
 * The line of JSON that a measured server prints on standard output once it listens. The server stops on SIGTERM.
 */
export type Subject = {
  /** For example http://127.0.0.1:4000. */
  readonly origin: string;
  readonly requests: Readonly<Record<string, FixedRequest>>;
  /** Refresh tokens, at least one for each client. Each response's new token replaces the used one. */
  readonly refresh?: SingleUse;
  /** Authorization codes. */
  readonly exchange?: SingleUse;
};
