/**
 * Every error of the HTTP API. A test checks that docs/errors.md has a row for each. `message` is the
 * default, for errors without a more specific one.
 */
export const errorCatalog = {
  validation_failed: {
    status: 400,
    message: 'The request has missing or invalid fields. See details.',
  },
  policy_violation: { status: 400, message: "The organization's token policy does not allow this." },
  invalid_json: { status: 400, message: 'The body is not valid JSON.' },
  invalid_encoding: { status: 400, message: 'The body is not valid UTF-8. Send it as UTF-8.' },
  bad_request: { status: 400, message: 'The request is not valid HTTP.' },
  authentication_required: {
    status: 401,
    message: 'Authenticate with a personal access token (Authorization: Bearer spedy_pat_…), or sign in.',
  },
  token_invalid: {
    status: 401,
    message: 'The token is not valid here. Check that it is complete and belongs to this organization.',
  },
  token_revoked: { status: 401, message: 'The token has been revoked. Create a new one in the dashboard.' },
  token_expired: { status: 401, message: 'The token has expired. Create a new one in the dashboard.' },
  invalid_credentials: { status: 401, message: 'The email or password is incorrect.' },
  two_factor_required: {
    status: 401,
    message:
      'The password is correct. Send the 6-digit code from your authenticator app, or a backup code, as code, or use a passkey.',
  },
  two_factor_invalid: {
    status: 401,
    message: 'The code is incorrect, expired or already used. Wait for the next one.',
  },
  passkey_invalid: {
    status: 401,
    message: 'The passkey was not accepted. Try again, or sign in in another way.',
  },
  plan_required: {
    status: 403,
    message:
      'Personal access tokens require the Pro plan. Existing tokens are kept and work again after an upgrade to Pro.',
  },
  pats_disabled: { status: 403, message: 'An administrator has turned off personal access tokens.' },
  insufficient_scope: { status: 403, message: 'The token does not have a scope that this request needs.' },
  limit_reached: { status: 403, message: 'Limit reached. Remove some items first.' },
  session_required: {
    status: 403,
    message: 'Tokens cannot do this. Sign in and use the dashboard.',
  },
  two_factor_enrollment_required: {
    status: 403,
    message:
      'The organization requires a second factor. Set one up under Settings > Account > Security first.',
  },
  two_factor_verification_required: {
    status: 403,
    message:
      'The organization requires a second factor, and this session has not used yours. Enter a code under Settings > Account > Security, or sign in again.',
  },
  single_sign_on_required: {
    status: 403,
    message: 'This organization requires single sign-on. Use its button on the sign-in page.',
  },
  confirmation_required: {
    status: 403,
    message:
      'Confirm that it is you: send your password, a code or a passkey to POST /api/v1/me/confirm, then repeat the request.',
  },
  forbidden: { status: 403, message: 'Your role does not allow this. Ask an administrator.' },
  cross_site_request: {
    status: 403,
    message: "Changes with the session cookie must come from the organization's own pages.",
  },
  host_not_allowed: {
    status: 403,
    message: "Unknown host. Connect to an organization's own address.",
  },
  origin_not_allowed: {
    status: 403,
    message:
      'Web pages of this origin cannot use the MCP server. The operator can allow the origin with SPEDY_MCP_ORIGINS.',
  },
  not_found: { status: 404, message: 'This does not exist, or you do not have access to it.' },
  organization_not_found: {
    status: 404,
    message: 'There is no organization at this address. Check the subdomain and the port.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not support this method. See the Allow header.',
  },
  request_timeout: { status: 408, message: 'The request took too long to arrive. Send it again.' },
  last_admin: {
    status: 409,
    message:
      'An organization needs at least one active administrator. Make another member an administrator first.',
  },
  break_glass_administrator: {
    status: 409,
    message:
      'This administrator can sign in if single sign-on fails. Name another one under Settings > Organization > Single sign-on first.',
  },
  other_sign_in_required: {
    status: 409,
    message: 'You could not sign in at the new address. Set up another way to sign in first.',
  },
  mail_unavailable: {
    status: 409,
    message: 'This server sends no e-mail. Ask an administrator for a link.',
  },
  already_created: {
    status: 409,
    message: 'A request with this Idempotency-Key has already created a token.',
  },
  already_decided: { status: 409, message: 'This request has already been decided. Start again in the app.' },
  conflict: {
    status: 409,
    message: 'Someone else changed this since you read it. Read it again, then repeat your change.',
  },
  already_exists: { status: 409, message: 'This name is already in use.' },
  body_too_large: { status: 413, message: 'The body is larger than 64 KiB.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json.' },
  idempotency_key_reused: {
    status: 422,
    message: 'This Idempotency-Key was used with a different body. Use a new key for each new request.',
  },
  rate_limited: { status: 429, message: 'Too many requests. Wait for the number of seconds in Retry-After.' },
  headers_too_large: { status: 431, message: 'The request line and headers are larger than 16 KiB.' },
  internal_error: {
    status: 500,
    message: 'Something went wrong on the server. Try again; if it happens again, report the requestId.',
  },
  unavailable: { status: 503, message: 'Temporarily unavailable. Try again in a few seconds.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorCatalog;
export type ErrorDetail = { readonly path: string; readonly message: string };

type Options = {
  /** Replaces the catalog's message. */
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The missing scopes, for `insufficient_scope`. */
  readonly scopes?: readonly string[];
  /** The token that the first request created, for `already_created`. */
  readonly tokenId?: string;
  /** Logged, never shown. */
  readonly cause?: unknown;
};

/** An error of the catalog. Features throw it; http/responses/error-responses.ts answers with it. */
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
