import type { TObject } from 'typebox';
import { isObject } from './is-object.ts';

/** A JSON Schema in the list of tools. */
export type PlainSchema = { readonly type: 'object' } & Readonly<Record<string, unknown>>;

/** Annotations of a schema, which stay outside of `anyOf`. */
const annotations: readonly string[] = ['title', 'description', 'default', 'examples'];

/**
 * Returns a schema as plain JSON, with `anyOf` instead of a list of types, which some models' function
 * declarations do not support.
 */
export function toPlainSchema(schema: unknown): PlainSchema {
  return { ...(withAnyOf(JSON.parse(JSON.stringify(schema))) as object), type: 'object' };
}

function withAnyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAnyOf);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, withAnyOf(inner)] as const);
  const { type } = value;
  // A property called "type" is an object here, not a list of names.
  if (!Array.isArray(type)) return Object.fromEntries(entries);
  const notes = entries.filter(([name]) => annotations.includes(name));
  const rules = entries.filter(([name]) => name !== 'type' && !annotations.includes(name));
  const branch = (name: unknown) =>
    name === 'null' ? { type: name } : { type: name, ...Object.fromEntries(rules) };
  return { ...Object.fromEntries(notes), anyOf: type.map(branch) };
}

/** Removes optional arguments that are null, unless null is a valid value. */
export function withoutNulls({ properties, required }: TObject, given: unknown): unknown {
  if (!isObject(given) || Array.isArray(given)) return given;
  const isLeftOut = (name: string, value: unknown) => {
    const schema: unknown = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (value !== null || !isObject(schema)) return false;
    const isOptional = required?.includes(name) !== true || 'default' in schema;
    return isOptional && ![schema.type].flat().includes('null');
  };
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => !isLeftOut(name, value)));
}
