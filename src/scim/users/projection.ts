import { normalPath } from '../filter/parse.ts';
import type { ProjectionQuery } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** Attributes that every response has (RFC 7643 7, `returned`: always). */
const always: readonly string[] = ['schemas', 'id'];

/** Reduces a resource to the attributes of a request (RFC 7644 3.9). Attributes that do not exist are ignored. */
export function projected<Resource extends Json>(
  resource: Resource,
  query: ProjectionQuery,
): Partial<Resource> {
  const wanted = listOf(query.attributes);
  const unwanted = listOf(query.excludedAttributes);
  if (wanted.size > 0) return reduce(resource, '', (path) => covers(wanted, path)) as Partial<Resource>;
  if (unwanted.size === 0) return resource;
  return reduce(resource, '', (path) => !covers(unwanted, path)) as Partial<Resource>;
}

function listOf(text: string | undefined): ReadonlySet<string> {
  const paths = (text ?? '').split(',').map((path) => normalPath(path.trim()));
  return new Set(paths.filter((path) => path !== ''));
}

/** Whether a list names a path or an attribute that contains it. */
function covers(list: ReadonlySet<string>, path: string): boolean {
  return list.has(path) || list.has(path.split('.')[0] ?? '');
}

/** Keeps the simple values that are wanted. An object or a list without any is left out. */
function reduce(value: unknown, path: string, isWanted: (path: string) => boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => reduce(item, path, isWanted)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value !== 'object' || value === null) return isWanted(path) ? value : undefined;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name.toLowerCase() : `${path}.${name.toLowerCase()}`;
    const kept = always.includes(at) ? inner : reduce(inner, at, isWanted);
    return kept === undefined ? [] : [[name, kept]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
