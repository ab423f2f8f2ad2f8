import type { SpedyError } from './errors.ts';

/** Error codes of RFC 6749 5.2 and 4.1.2.1, RFC 7591 3.2.2, RFC 8628 3.5, RFC 8707 2 and RFC 6750 3.1. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_token'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'insufficient_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  | 'server_error'
  | 'temporarily_unavailable';

type Options = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An error of an OAuth endpoint, in the form of RFC 6749 5.2. `description` is for the client's developer. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: OAuthErrorCode, description: string, { status = 400, headers = {} }: Options = {}) {
    super(description);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** Converts an error of the catalog (method, media type, limit, host, outage) for an OAuth endpoint. */
export function toOAuthError(error: SpedyError): OAuthError {
  const { status, headers } = error;
  return new OAuthError(codeOf(status, error.code), describable(error.message), { status, headers });
}

function codeOf(status: number, code: SpedyError['code']): OAuthErrorCode {
  if (code === 'insufficient_scope') return code;
  if (status === 401) return 'invalid_token';
  if (status === 403) return 'access_denied';
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

/** Returns a text as an error_description: printable ASCII without quote and backslash (RFC 6749 5.2). */
export function describable(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
