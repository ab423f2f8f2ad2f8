import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { closest } from './closest.ts';
import { type ErrorDetail, SpedyError } from './errors.ts';

/** Maximum number of details: a body of 64 KiB can have thousands of errors. */
const detailsShown = 20;
/** Maximum length of an unknown field's name in an error message. */
const nameShown = 100;

const shared = { allErrors: true, useDefaults: true, strict: false, verbose: true } as const;
const exact = new Ajv({ ...shared, coerceTypes: false });
/** Converts numbers and booleans, because query strings are text. */
const coercing = new Ajv({ ...shared, coerceTypes: true });
// These formats are documentation only: the features parse the values, with better error messages.
for (const ajv of [exact, coercing]) for (const format of ['date-time', 'email']) ajv.addFormat(format, true);

/** Compiles a schema for JSON: exact types, optional if there is a default. */
export function compileExact<Schema extends TSchema>(schema: Schema): Check<Static<Schema>> {
  return compile(exact, schema, true);
}

/** Compiles a schema for text such as query strings, and converts numbers and booleans. */
export function compileFromText<Schema extends TSchema>(schema: Schema): Check<Static<Schema>> {
  return compile(coercing, schema, false);
}

/** Validates a value against a schema and fills in its defaults. */
export type Check<Value> = (value: unknown) => { readonly value: Value } | { readonly error: SpedyError };

function compile<Value>(ajv: Ajv, schema: object, isBody: boolean): Check<Value> {
  // Compiled at its first use: compiling all schemas would take a tenth of the startup time.
  let validate: ValidateFunction<Value> | undefined;
  return (value) => {
    validate ??= ajv.compile<Value>(schema);
    if (validate(value)) return { value };
    return { error: validationError(validate.errors ?? [], isBody) };
  };
}

function validationError(errors: readonly ErrorObject[], isBody: boolean): SpedyError {
  const details = errors.slice(0, detailsShown).map((error) => explain(error, isBody));
  const [first] = details;
  const message = first && `${first.path === '' ? 'The body' : `${first.path}:`} ${first.message}`;
  return new SpedyError('validation_failed', { details, ...(message ? { message } : {}) });
}

function explain(error: ErrorObject, isBody: boolean): ErrorDetail {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const within = (name: string) => (path === '' ? name : `${path}.${name}`);
  switch (error.keyword) {
    case 'required':
      return { path: within(error.params.missingProperty), message: 'is required' };
    case 'additionalProperties': {
      const name = error.params.additionalProperty.slice(0, nameShown);
      return { path: within(name), message: unknownField(name, error) };
    }
    case 'enum':
      return { path, message: `must be one of ${error.params.allowedValues.join(', ')}` };
    case 'type':
      return {
        path,
        message: path === '' && isBody ? 'must be a JSON object' : `must be ${typeName(error.params.type)}`,
      };
    case 'pattern':
      return { path, message: 'is not a valid ID' };
    default:
      return { path, message: explainLimit(error) ?? error.message ?? 'is not valid' };
  }
}

function typeName(type: string | string[]): string {
  const article = (name: string) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`);
  return [type]
    .flat()
    .map((name) => (name === 'null' ? name : article(name)))
    .join(' or ');
}

/** The keywords of limits, with the noun they count; empty if they limit the value itself. */
const countedBy: Readonly<Record<string, string>> = {
  minimum: '',
  maximum: '',
  minLength: 'character',
  maxLength: 'character',
  minItems: 'item',
  maxItems: 'item',
  minProperties: 'field',
};

function explainLimit({ keyword, params }: ErrorObject): string | undefined {
  const noun = countedBy[keyword];
  if (noun === undefined) return undefined;
  const side = keyword.startsWith('min') ? 'at least' : 'at most';
  if (noun === '') return `must be ${side} ${params.limit}`;
  return `must have ${side} ${params.limit} ${noun}${params.limit === 1 ? '' : 's'}`;
}

function unknownField(name: string, error: ErrorObject): string {
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const suggestion = closest(name, known);
  return suggestion
    ? `is not a known field; did you mean ${suggestion}?`
    : `is not a known field; known fields: ${known.join(', ')}`;
}
