import type { ApiDocument } from './api-document.ts';

const prefix = '#/components/schemas/';
type Json = Readonly<Record<string, unknown>>;

/** Replaces each reference to a named schema with the schema, which gets its name as title. */
export function resolveReferences(document: ApiDocument): ApiDocument {
  const schemas = document.components?.schemas ?? {};
  const resolved = new Map<string, unknown>();

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as Json;
    if (typeof $ref === 'string' && $ref.startsWith(prefix)) return schemaNamed($ref.slice(prefix.length));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part)]));
  }

  function schemaNamed(title: string): unknown {
    const known = resolved.get(title) ?? visit({ title, ...schemas[title] });
    resolved.set(title, known);
    return known;
  }

  return { ...document, paths: visit(document.paths) as ApiDocument['paths'] };
}
