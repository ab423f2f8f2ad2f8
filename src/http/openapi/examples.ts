import { fieldExamples } from './field-examples.ts';

/** The part of JSON Schema that the schemas of bodies use. */
type Schema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly patternProperties?: unknown;
};

const formatExamples: Readonly<Record<string, string>> = {
  'date-time': '2026-03-15T10:30:00.000Z',
  date: '2026-03-15',
  email: 'ada@acme.example',
  uri: 'https://app.example/callback',
};

/**
 * Composes an example of a schema from those of its parts: a schema's own, or the one of a field of this name.
 * @param field the name of the property or parameter that the schema describes
 */
export function exampleOf(schema: unknown, field = ''): unknown {
  return compose(schema as Schema, field);
}

function compose(schema: Schema, field: string): unknown {
  const { examples, enum: choices, anyOf, oneOf } = schema;
  if (examples?.length) return examples[0];
  if ('const' in schema) return schema.const;
  if (choices?.length) return choices[0];
  const [branch] = anyOf ?? oneOf ?? [];
  if (branch) return compose(branch, field);
  const type = typeof schema.type === 'string' ? schema.type : (schema.type?.[0] ?? 'object');
  if (type === 'object') return composeObject(schema);
  if (type === 'array') return [compose(schema.items ?? {}, field)];
  if ('default' in schema) return schema.default;
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 1);
  if (type === 'null') return null;
  return fieldExamples[field] ?? formatExamples[schema.format ?? ''] ?? missing(field);
}

function composeObject({ properties = {} }: Schema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, compose(part, name)]));
}

function missing(field: string): never {
  throw new Error(`Add an example of the field ${field} to its schema or to field-examples.ts`);
}
