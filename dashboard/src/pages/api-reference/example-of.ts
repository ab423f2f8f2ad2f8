import type { Schema } from '../../api/reference/api-document.ts';

/** Returns an example value for a schema: its own example if it has one, otherwise a generated one. */
export function exampleOf(schema: Schema): unknown {
  const given = [schema.example, schema.examples?.[0], schema.default, schema.const, schema.enum?.[0]];
  const example = given.find((value) => value !== undefined);
  if (example !== undefined) return example;
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0]);
  switch (typesOf(schema)[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, exampleOf(inner)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return schema.format === 'date-time' ? '2026-03-15T10:30:00.000Z' : 'text';
  }
}

/** Returns an example with the required properties only. */
export function smallestExampleOf(schema: Schema): unknown {
  const { properties, required = [] } = schema;
  if (!properties || required.length === 0) return exampleOf(schema);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, inner]) => [name, exampleOf(inner)]),
  );
}

/** Returns the types that a schema allows. */
function typesOf({ type, properties, items }: Schema): readonly string[] {
  if (type !== undefined) return [type].flat();
  if (properties) return ['object'];
  return items ? ['array'] : [];
}

/** Describes a schema's type, as in "array of string or null". */
export function typeText(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  const words = typesOf(schema).map((type) => (type === 'array' ? arrayText(schema) : type));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (words.length === 0) return schema.enum ? 'string' : 'any';
  const format = schema.format ? ` (${schema.format})` : '';
  return `${words.join(' or ')}${format}`;
}

function arrayText({ items }: Schema): string {
  return items ? `array of ${typeText(items)}` : 'array';
}

/** Describes a schema's limits and default; empty if it has none. */
export function boundsOf(schema: Schema): readonly string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  return [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ].filter((words) => words !== '');
}

function range(min: number | undefined, max: number | undefined, unit: string): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}${unit}`;
  if (max !== undefined) return `at most ${max}${unit}`;
  return min === undefined ? '' : `at least ${min}${unit}`;
}
