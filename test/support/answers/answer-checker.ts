import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** An answer to a request of a route. */
export type CheckedAnswer = {
  /** As in the router: `/api/v1/users/:userId`. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Null if it is a stream, or the answer to HEAD. */
  readonly body: string | null;
};

type Response = { readonly content?: Readonly<Record<string, unknown>> };
type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, Response>> };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const documentKey = 'openapi';
const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^\S+@\S+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S*$/i,
  binary: true,
} as const;

/** Compares answers with an OpenAPI document: status, media type and body. Compiles each schema at its first use. */
export class AnswerChecker {
  readonly #document: Document;
  readonly #ajv = new Ajv2020({ strict: false, formats });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: unknown) {
    this.#document = document as Document;
    this.#ajv.addSchema(Object(withoutUnknownFields(document)), documentKey);
  }

  /** Returns what in an answer the document does not say, or null. */
  problemOf({ route, method, status, contentType, body }: CheckedAnswer): string | null {
    const path = route.replaceAll(/:(\w+)/g, '{$1}');
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = this.#document.paths[path]?.[verb];
    if (!operation) return `${method} ${path} is not documented`;
    const code = /"(?:code|error)":"([a-z_]+)"/.exec(body ?? '')?.[1];
    const at = `${operation.operationId} (${method} ${path}) answers ${status}${code ? ` ${code}` : ''}`;
    // The other answer of a route for browsers is a page, which has every status.
    const page = contentType?.startsWith('text/html') ? operation.responses.default : undefined;
    const response = operation.responses[status] ?? page;
    if (!response) return `${at}, which is not documented: ${body}`;
    if (response.content === undefined) return body ? `${at} with a body, which is not documented` : null;
    const mediaType = contentType?.split(';')[0] ?? '';
    if (!(mediaType in response.content)) return `${at} with ${mediaType}, which is not documented`;
    if (body === null || !/json$/.test(mediaType)) return null;
    const pointer = ['paths', path, verb, 'responses', String(status), 'content', mediaType, 'schema'];
    const validate = this.#validatorAt(pointer);
    if (validate(JSON.parse(body))) return null;
    return `${at} with a body that its schema does not allow: ${this.#ajv.errorsText(validate.errors)}\n  ${body.slice(0, 2_000)}`;
  }

  #validatorAt(parts: readonly string[]): ValidateFunction {
    const pointer = parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const key = `${documentKey}#/${pointer.join('/')}`;
    const known = this.#validators.get(key) ?? this.#ajv.compile({ $ref: key });
    this.#validators.set(key, known);
    return known;
  }
}

/** Returns a document that allows no fields but the documented ones. */
function withoutUnknownFields(value: unknown, isPart = false): unknown {
  if (Array.isArray(value)) return value.map((part) => withoutUnknownFields(part, isPart));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withoutUnknownFields(part, key === 'allOf')]),
  );
  const isObject = copy.type === 'object' && 'properties' in copy && !('patternProperties' in copy);
  return isObject && !isPart && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}
