/** Why a request is refused, with the codes and status of Spedy's own API. */
const catalog = {
  authentication_required: { status: 401, reason: 'Unauthorized' },
  token_invalid: { status: 401, reason: 'Unauthorized' },
  insufficient_scope: { status: 403, reason: 'Forbidden' },
  forbidden: { status: 403, reason: 'Forbidden' },
  not_found: { status: 404, reason: 'Not Found' },
  unavailable: { status: 503, reason: 'Service Unavailable' },
} as const;

export type VerifyErrorCode = keyof typeof catalog;

type Details = {
  /** The value of `WWW-Authenticate`. */
  readonly challenge?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
};

/** A request that is refused. It has everything for the response, and no secret. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
  readonly code: VerifyErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: VerifyErrorCode, message: string, { challenge, retryAfter, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = catalog[code].status;
    this.headers = {
      'cache-control': 'no-store',
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    };
  }

  /** The body of the response, in the form of Spedy's errors. */
  toJSON() {
    const { code, status, message } = this;
    return { statusCode: status, error: catalog[code].reason, code, message };
  }

  toResponse(): Response {
    const headers = { ...this.headers, 'content-type': 'application/json; charset=utf-8' };
    return new Response(JSON.stringify(this), { status: this.status, headers });
  }
}

/** Writes the challenges of this service (RFC 6750 3, RFC 9728 5.1). */
export class Challenges {
  readonly #metadata: string;

  constructor(resourceMetadata: string) {
    this.#metadata = `resource_metadata="${resourceMetadata}"`;
  }

  required(): VerifyError {
    return new VerifyError(
      'authentication_required',
      'Authenticate with Authorization: Bearer and a token.',
      {
        challenge: `Bearer realm="spedy", ${this.#metadata}`,
      },
    );
  }

  invalid(): VerifyError {
    const reason = 'error="invalid_token", error_description="The token is not valid here"';
    return new VerifyError('token_invalid', 'The token is not valid here, or not any more.', {
      challenge: `Bearer realm="spedy", ${reason}, ${this.#metadata}`,
    });
  }

  lacks(scopes: readonly string[]): VerifyError {
    const names = scopes.join(' ');
    const challenge = `Bearer error="insufficient_scope", scope="${names}", ${this.#metadata}`;
    return new VerifyError('insufficient_scope', `The token does not have the scope ${names}.`, {
      challenge,
    });
  }
}

export function unavailable(cause: unknown, retryAfter = 1): VerifyError {
  return new VerifyError('unavailable', 'Tokens cannot be checked at the moment. Try again soon.', {
    retryAfter,
    cause,
  });
}
