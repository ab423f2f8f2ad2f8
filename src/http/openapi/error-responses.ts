import { STATUS_CODES } from 'node:http';
import { type ErrorCode, errorCatalog, SpedyError } from '../../contract/errors.ts';
import { type OAuthErrorCode, toOAuthError } from '../../contract/oauth-error.ts';
import { type ErrorForm, errorBodies } from '../../contract/schemas.ts';

type Content = Readonly<Record<string, { readonly schema: object }>>;
type ErrorResponse = { readonly description: string; readonly content: Content };
type ErrorResponses = Readonly<Record<string, ErrorResponse>>;

/** What a browser gets instead. */
const page: Content = { 'text/html': { schema: { type: 'string' } } };

const requestId = 'req_01k3v9w2n5c7x8m4tz6a0bdefg';

/**
 * The error responses of an operation by status. In the API's form, each code has its own schema, so that a generated
 * client knows which codes an operation has.
 * @param pages whether a browser gets a page instead
 */
export function errorResponses(
  codes: readonly ErrorCode[],
  {
    form,
    oauthErrors = [],
    statuses = [],
    pages = false,
  }: {
    readonly form?: ErrorForm | undefined;
    readonly oauthErrors?: readonly OAuthErrorCode[] | undefined;
    readonly statuses?: readonly number[] | undefined;
    readonly pages?: boolean;
  },
): ErrorResponses {
  if (form === 'oauth') return oauthResponses(codes, oauthErrors, pages);
  if (form === 'scim') return scimResponses([...codes.map((code) => errorCatalog[code].status), ...statuses]);
  const byStatus = Object.groupBy(codes, (code) => errorCatalog[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, found = []]) => {
      return [
        status,
        {
          description: `${STATUS_CODES[status]}: ${listed(found)}.`,
          content: { 'application/json': { schema: oneOf(found.map(errorSchema)) }, ...(pages ? page : {}) },
        },
      ];
    }),
  );
}

/** The schema of the errors with one code. */
function errorSchema(code: ErrorCode) {
  const { status, message } = errorCatalog[code];
  const example = {
    statusCode: status,
    error: STATUS_CODES[status],
    code,
    message,
    requestId,
    ...(code === 'validation_failed' ? { details: [{ path: 'name', message: 'is required' }] } : {}),
    ...(code === 'already_created' ? { tokenId: 'tok_8k2v7q5m1x9c4t6w3b8z0ae' } : {}),
  };
  return {
    title: `${pascal(code.replace(/_error$/, ''))}Error`,
    description: message,
    allOf: [
      errorBodies.api,
      {
        type: 'object',
        required: ['statusCode', 'code'],
        properties: { statusCode: { type: 'integer', const: status }, code: { type: 'string', const: code } },
      },
    ],
    examples: [example],
  };
}

/** In OAuth's form, errors of the gate become OAuth's codes. */
function oauthResponses(
  codes: readonly ErrorCode[],
  oauthErrors: readonly OAuthErrorCode[],
  pages: boolean,
): ErrorResponses {
  const converted = codes.map((code) => toOAuthError(new SpedyError(code)));
  const own = oauthErrors.map((code) => ({ code, status: code === 'invalid_client' && !pages ? 401 : 400 }));
  const byStatus = Object.groupBy([...own, ...converted], ({ status }) => status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, found = []]) => {
      const names = [...new Set(found.map(({ code }) => code))];
      const schema = {
        allOf: [
          errorBodies.oauth,
          { type: 'object', required: ['error'], properties: { error: { type: 'string', enum: names } } },
        ],
        examples: [{ error: names[0], error_description: 'What is wrong, for the developer of the client' }],
      };
      return [
        status,
        {
          description: `${STATUS_CODES[status]}: ${listed(names)}.`,
          content: { 'application/json': { schema }, ...(pages ? page : {}) },
        },
      ];
    }),
  );
}

/** SCIM's form has no codes; `scimType` says more where RFC 7644 has a word for it. */
function scimResponses(statuses: readonly number[]): ErrorResponses {
  const content = { 'application/scim+json': { schema: errorBodies.scim } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: `${STATUS_CODES[status]}.`, content }]),
  );
}

function oneOf(schemas: readonly object[]): object {
  const [only] = schemas;
  return schemas.length === 1 && only ? only : { oneOf: schemas };
}

function listed(codes: readonly string[]): string {
  return codes.map((code) => `\`${code}\``).join(', ');
}

function pascal(code: string): string {
  return code.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
