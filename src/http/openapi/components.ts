type Json = Readonly<Record<string, unknown>>;

/**
 * Moves each schema with a title to the components and refers to it, so that clients get one named type for it. The same
 * title always means the same schema.
 * @throws Error if two schemas have one title, which is a bug in their declarations
 */
export function extractComponents(paths: unknown): { readonly paths: unknown; readonly schemas: Json } {
  const schemas = new Map<string, { readonly text: string; readonly schema: Json }>();

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const visited = Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, isData(key) ? part : visit(part)]),
    );
    return isTitledSchema(visited) ? refer(visited.title, visited) : visited;
  }

  function refer(title: string, schema: Json): Json {
    const { title: _, ...untitled } = schema;
    const nullable = Array.isArray(schema.type) && schema.type.includes('null');
    if (nullable) {
      const [type] = schema.type as string[];
      return { anyOf: [refer(title, { ...schema, type }), { type: 'null' }] };
    }
    const text = JSON.stringify(untitled);
    const known = schemas.get(title);
    if (known && known.text !== text) throw new Error(`Two different schemas have the title ${title}`);
    if (!known) schemas.set(title, { text, schema: untitled });
    return { $ref: `#/components/schemas/${title}` };
  }

  const visited = visit(paths);
  const byName = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    paths: visited,
    schemas: Object.fromEntries(byName.map(([title, { schema }]) => [title, schema])),
  };
}

/** Keywords whose values are data, not schemas. */
function isData(key: string): boolean {
  return key === 'example' || key === 'examples' || key === 'default' || key === 'const' || key === 'enum';
}

function isTitledSchema(value: Json): value is Json & { readonly title: string } {
  // A property can be named title; its value is a schema, not a text.
  return typeof value.title === 'string' && /^[A-Z]\w+$/.test(value.title);
}
