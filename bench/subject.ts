/** One request, sent over and over. Paths begin with `/`. */
export type FixedRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A form that is sent once for each value, each value once: `parameter` of the form carries it. */
export type SingleUse = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly parameter: string;
  readonly values: readonly string[];
};

/**
 * What a server under measurement prints on standard output, as one line of JSON, once it listens. It stops at
 * SIGTERM.
 */
export type Subject = {
  /** Such as http://127.0.0.1:4000. */
  readonly origin: string;
  readonly requests: Readonly<Record<string, FixedRequest>>;
  /** Refresh tokens, one for each client that will go on with the token it is given in its place. */
  readonly refresh?: SingleUse;
  /** Authorization codes. */
  readonly exchange?: SingleUse;
};
