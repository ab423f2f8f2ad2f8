import type { ErrorCode, SpedyError } from '../errors.ts';

/** The detail error keywords of RFC 7644 3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

type Options = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> };

/** An error of a SCIM endpoint, in the form of RFC 7644 3.12. `detail` is for the administrator of the client. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(scimType: ScimType | null, detail: string, { status = 400, headers = {} }: Options = {}) {
    super(detail);
    this.scimType = scimType;
    this.status = status;
    this.headers = headers;
  }
}

const scimTypes: Partial<Record<ErrorCode, ScimType>> = {
  validation_failed: 'invalidValue',
  invalid_json: 'invalidSyntax',
  invalid_encoding: 'invalidSyntax',
  already_exists: 'uniqueness',
};

/** Converts an error of the catalog for a SCIM endpoint. */
export function toScimError({ code, message, status, headers }: SpedyError): ScimError {
  return new ScimError(scimTypes[code] ?? null, message, { status, headers });
}

/** The schema of error bodies (RFC 7644 3.12). */
const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The body of an error. The status is a text. */
export function scimErrorBody({ status, scimType, message }: ScimError) {
  return {
    schemas: [errorSchema],
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
    detail: message,
  };
}

/** Whether a path belongs to SCIM, so that errors there have its form also without a route. */
export function isScimPath(url: string): boolean {
  return /^\/scim(\/|\?|$)/.test(url);
}
