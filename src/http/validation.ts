import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import { closest } from './closest.ts';
import { type ErrorDetail, SpedyError } from './errors.ts';

/** Details shown at most: a body of 64 KiB can be wrong in thousands of places. */
const detailsShown = 20;
/** Characters of an unknown field's name shown at most. */
const nameShown = 100;

const shared = { allErrors: true, useDefaults: true, strict: false, verbose: true } as const;
const exact = new Ajv({ ...shared, coerceTypes: false });
/** Query strings are text; numbers and booleans in them are read as such. */
const coercing = new Ajv({ ...shared, coerceTypes: true });
// The formats are documentation: what has one is parsed by the rules, which say more than "must match format".
for (const ajv of [exact, coercing]) for (const format of ['date-time', 'email']) ajv.addFormat(format, true);

/** Compiles the schemas of routes: bodies exactly as they are, the rest of the request from text. */
export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
  httpPart === 'body' ? compileExact(schema) : compile(coercing, schema, false);

/** Compiles a schema for JSON: types are taken exactly as they are, what has a default may be left out. */
export function compileExact(schema: object): Check {
  return compile(exact, schema, true);
}

/** Holds a value against a schema, and fills in its defaults. */
export type Check = (value: unknown) => { readonly value: unknown } | { readonly error: SpedyError };

function compile(ajv: Ajv, schema: object, isBody: boolean): Check {
  // At its first use: a start would spend a tenth of a second on what it may never need.
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
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
      return { path, message: 'does not have the form of an id' };
    default:
      return { path, message: error.message ?? 'is not valid' };
  }
}

function typeName(type: string | string[]): string {
  return [type].flat().join(' or ');
}

function unknownField(name: string, error: ErrorObject): string {
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const meant = closest(name, known);
  return meant
    ? `is not a known field; did you mean ${meant}?`
    : `is not a known field; known are ${known.join(', ')}`;
}
