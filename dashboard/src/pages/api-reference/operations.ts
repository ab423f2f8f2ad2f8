import type { ApiDocument, OperationObject } from '../../api/reference/api-document.ts';

export type Operation = OperationObject & {
  /** The fragment of its address on the page. */
  readonly anchor: string;
  readonly method: string;
  readonly path: string;
  readonly title: string;
};
export type OperationGroup = {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
};

/** Groups the operations by tag, in the document's order. Omits tags without operations. */
export function groupsOf({ tags, paths }: ApiDocument): readonly OperationGroup[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(path, method, operation)),
  );
  const names = [...new Set([...tags.map(({ name }) => name), ...operations.flatMap(tagOf)])];
  return names
    .map((name) => ({
      name,
      description: tags.find((tag) => tag.name === name)?.description ?? '',
      operations: operations.filter((operation) => tagOf(operation).includes(name)),
    }))
    .filter((group) => group.operations.length > 0);
}

function tagOf({ tags }: Operation): readonly string[] {
  return [tags?.[0] ?? 'Other'];
}

function operationOf(path: string, method: string, operation: OperationObject): Operation {
  const title = operation.summary ?? `${method.toUpperCase()} ${path}`;
  return { ...operation, anchor: anchorOf(method, path), method: method.toUpperCase(), path, title };
}

/** `post-api-v1-me-tokens-tokenid-rotate` */
function anchorOf(method: string, path: string): string {
  const words = `${method} ${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return words.replaceAll(/^-|-$/g, '');
}

/**
 * Filters operations by words: each must occur in the method, path, title, description or parameter names.
 */
export function search(groups: readonly OperationGroup[], text: string): readonly OperationGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      operations: group.operations.filter((operation) => {
        const haystack = searchable(group.name, operation);
        return words.every((word) => haystack.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

function searchable(
  group: string,
  { method, path, title, description = '', parameters = [] }: Operation,
): string {
  const names = parameters.map(({ name }) => name);
  return [group, method, path, title, description, ...names].join(' ').toLowerCase();
}
