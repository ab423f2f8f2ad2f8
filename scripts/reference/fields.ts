import type { Document, Schema } from './document.ts';
import { code } from './table.ts';

/** How deep the fields of a body are shown. */
const deepest = 3;

/** The rows of a table of fields: the path of each, its type, and what it means. */
export function fieldRows(document: Document, schema: Schema | undefined): string[][] {
  return rowsOf(document, resolve(document, schema), '', deepest);
}

function rowsOf(document: Document, schema: Schema, path: string, depth: number): string[][] {
  const { properties = {}, required = [] } = objectOf(document, schema);
  return Object.entries(properties).flatMap(([name, unresolved]) => {
    const field = resolve(document, unresolved);
    const isRequired = required.includes(name);
    const own = [code(path + name), typeOf(document, field), isRequired ? 'yes' : 'no', meaningOf(field)];
    if (depth === 1) return [own];
    const isList = typesOf(field).includes('array');
    const inner = isList ? resolve(document, field.items) : field;
    return [own, ...rowsOf(document, inner, `${path}${name}${isList ? '[]' : ''}.`, depth - 1)];
  });
}

/** The object that a schema describes, alone or as one of several; the fields of all of them together. */
function objectOf(document: Document, schema: Schema): Schema {
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (parts.length === 0) return schema;
  const objects = [schema, ...parts.map((part) => objectOf(document, resolve(document, part)))];
  const isAlways = (name: string) =>
    objects.filter(({ properties }) => properties).every(({ required = [] }) => required.includes(name));
  const properties = Object.assign({}, ...objects.map((one) => one.properties));
  return { properties, required: Object.keys(properties).filter(isAlways) };
}

/** The type of a field, as people write it: `string`, `integer, 1 to 100`, `TODO, IN_PROGRESS or DONE`. */
export function typeOf(document: Document, unresolved: Schema | undefined): string {
  const schema = resolve(document, unresolved);
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (options.length > 0) return either(options.map((option) => typeOf(document, option)));
  if (schema.allOf) return 'object';
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return either(schema.enum.map((value) => (value === null ? 'null' : code(String(value)))));
  const types = typesOf(schema).map((type) => {
    if (type === 'array') return `list of ${typeOf(document, schema.items)}`;
    return type === 'string' && schema.format ? schema.format : type;
  });
  return [either(types), ...limitsOf(schema)].join(', ') || 'any';
}

function limitsOf({ minimum, maximum, minLength, maxLength, minItems, maxItems }: Schema): string[] {
  return [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
  ].filter((text) => text !== null);
}

function range(from: number | undefined, to: number | undefined, unit: string): string | null {
  if (from !== undefined && to !== undefined) return from === to ? `${to}${unit}` : `${from} to ${to}${unit}`;
  if (to !== undefined) return `at most ${to}${unit}`;
  return from === undefined || from === 0 ? null : `at least ${from}${unit}`;
}

function either(words: readonly string[]): string {
  const different = [...new Set(words)];
  const last = different.pop() ?? '';
  return different.length === 0 ? last : `${different.join(', ')} or ${last}`;
}

function typesOf({ type, properties }: Schema): readonly string[] {
  if (type === undefined) return properties ? ['object'] : [];
  return typeof type === 'string' ? [type] : type;
}

/** What a field means, with its default. */
export function meaningOf(schema: Schema): string {
  const text = schema.description ?? '';
  if (schema.default === undefined) return text;
  return `${text}${text === '' ? '' : ' '}Default: ${code(JSON.stringify(schema.default))}.`;
}

/** A schema without its reference. */
export function resolve(document: Document, schema: Schema = {}): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? {});
}
