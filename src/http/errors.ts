/**
 * The catalog of every error that leaves over HTTP: docs/errors.md has a row for each, held to it by a test.
 * `message` is what the person reads when nothing more exact is known.
 */
export const errorCatalog = {
  validation_failed: {
    status: 400,
    message: 'The request has fields that are missing or wrong; see details.',
  },
  policy_violation: { status: 400, message: "The organization's token policy does not allow this." },
  invalid_json: { status: 400, message: 'The body is not valid JSON.' },
  invalid_encoding: { status: 400, message: 'The body is not valid UTF-8: send it as UTF-8.' },
  bad_request: { status: 400, message: 'The request is not valid HTTP.' },
  authentication_required: {
    status: 401,
    message: 'Authenticate with a personal access token (Authorization: Bearer spedy_pat_…), or sign in.',
  },
  token_invalid: {
    status: 401,
    message: 'The token is not valid here: check that it is complete and belongs to this organization.',
  },
  token_revoked: { status: 401, message: 'The token has been revoked. Create a new one in the dashboard.' },
  token_expired: { status: 401, message: 'The token has expired. Create a new one in the dashboard.' },
  invalid_credentials: { status: 401, message: 'The email or the password is wrong.' },
  two_factor_required: {
    status: 401,
    message:
      'The password is right. Send the 6-digit code of your authenticator app, or a backup code, as code.',
  },
  two_factor_invalid: {
    status: 401,
    message: 'The code is wrong, too old, or was used before: wait for the next one.',
  },
  plan_required: {
    status: 403,
    message:
      "Personal access tokens need the Pro plan. The organization's tokens are kept and work again once it is on Pro.",
  },
  pats_disabled: { status: 403, message: 'An administrator has switched personal access tokens off.' },
  insufficient_scope: { status: 403, message: 'The token lacks a scope that this request needs.' },
  limit_reached: { status: 403, message: 'There are as many as may be kept: remove some first.' },
  session_required: {
    status: 403,
    message: 'Only somebody who is signed in may do this, not a token: use the dashboard.',
  },
  two_factor_enrollment_required: {
    status: 403,
    message:
      'The organization requires a second factor: set one up under Settings > Account > Security first.',
  },
  two_factor_verification_required: {
    status: 403,
    message:
      'The organization requires a second factor, and this session has not shown yours: enter a code under Settings > Account > Security, or sign in again.',
  },
  forbidden: { status: 403, message: 'Your role does not allow this.' },
  cross_site_request: {
    status: 403,
    message: "A change with the session cookie must come from the organization's own pages.",
  },
  host_not_allowed: {
    status: 403,
    message: "This host is not one of this server's: connect to an organization's own address.",
  },
  origin_not_allowed: {
    status: 403,
    message:
      'This web page may not use the MCP server: the operator can allow its origin with SPEDY_MCP_ORIGINS.',
  },
  not_found: { status: 404, message: 'There is nothing at this address, or you may not see it.' },
  organization_not_found: {
    status: 404,
    message: 'No organization lives at this address: check the subdomain and the port.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not take this method; see the Allow header.',
  },
  request_timeout: { status: 408, message: 'The request took too long to arrive.' },
  last_admin: {
    status: 409,
    message: 'An organization keeps at least one active administrator: make another member one first.',
  },
  already_created: {
    status: 409,
    message: 'A request with this Idempotency-Key has already created a token.',
  },
  already_decided: { status: 409, message: 'This request has been decided already.' },
  already_exists: { status: 409, message: 'There is one of this name already.' },
  body_too_large: { status: 413, message: 'The body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json.' },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key came with another body before: use a new key for a new request.',
  },
  rate_limited: { status: 429, message: 'Too many requests: wait for the seconds in Retry-After.' },
  headers_too_large: { status: 431, message: 'The request line and headers are larger than 16 KiB.' },
  internal_error: { status: 500, message: 'Something went wrong here. The request id helps us to find it.' },
  unavailable: { status: 503, message: 'Temporarily unavailable: try again in a few seconds.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorCatalog;
export type ErrorDetail = { readonly path: string; readonly message: string };

type Options = {
  /** Shown to the caller in place of the catalog's sentence. */
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  /** `insufficient_scope` names what is missing. */
  readonly scopes?: readonly string[];
  /** `already_created` names the token that the first request made. */
  readonly tokenId?: string;
  /** Logged, never shown. */
  readonly cause?: unknown;
};

/** An error with a code of the catalog: thrown by the rules of a feature, answered by http/error-responses.ts. */
export class SpedyError extends Error {
  override readonly name = 'SpedyError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  readonly tokenId: string | undefined;

  constructor(code: ErrorCode, options: Options = {}) {
    super(options.message ?? errorCatalog[code].message, { cause: options.cause });
    this.code = code;
    this.status = errorCatalog[code].status;
    this.details = options.details;
    this.headers = options.headers ?? {};
    this.scopes = options.scopes ?? [];
    this.tokenId = options.tokenId;
  }
}

/** A validation error about one field. */
export function invalidField(path: string, message: string): SpedyError {
  return new SpedyError('validation_failed', {
    message: `${path}: ${message}`,
    details: [{ path, message }],
  });
}
