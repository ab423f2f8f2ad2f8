import type { Schema } from '../../api/reference/api-document.ts';
import { boundsOf, typeText } from './example-of.ts';

/** The number of levels of nested fields that are listed. */
const deepest = 4;

type ListProps = { readonly schema: Schema; readonly depth?: number };

/** Lists the fields of an object, or of the items of an array. */
export function FieldList({ schema, depth = 0 }: ListProps) {
  const { properties, required = [] } = fieldsWithin(schema);
  const fields = Object.entries(properties ?? {});
  if (fields.length === 0 || depth >= deepest) return null;
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {fields.map(([name, inner]) => (
        <FieldRow key={name} name={name} isRequired={required.includes(name)} schema={inner} depth={depth} />
      ))}
    </ul>
  );
}

/** Returns the schema that has the fields: for an array, that of its items. */
function fieldsWithin(schema: Schema): Schema {
  return schema.properties ? schema : schema.items ? fieldsWithin(schema.items) : schema;
}

type RowProps = {
  readonly name: string;
  readonly place?: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
  readonly depth?: number;
};

/** One field or parameter with its type, limits and description. */
export function FieldRow({ name, place, isRequired, schema, depth = 0 }: RowProps) {
  const values = schema.enum ?? schema.items?.enum;
  const bounds = boundsOf(schema);
  return (
    <li className="grid gap-1 px-3 py-2">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <code className="font-medium font-mono [overflow-wrap:anywhere]">{name}</code>
        <span className="text-muted text-sm">{typeText(schema)}</span>
        {place && <span className="text-muted text-sm">in the {place}</span>}
        {isRequired && <span className="text-sm text-warn">required</span>}
        {bounds.length > 0 && <span className="text-muted text-sm">{bounds.join(', ')}</span>}
      </p>
      {schema.description && <p className="max-w-prose text-sm">{schema.description}</p>}
      {values && (
        <p className="text-muted text-sm [overflow-wrap:anywhere]">
          One of <code className="font-mono">{values.map((value) => String(value)).join(', ')}</code>
        </p>
      )}
      <FieldList schema={schema} depth={depth + 1} />
    </li>
  );
}
