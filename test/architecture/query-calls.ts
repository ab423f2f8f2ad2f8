import { parseSync } from '@swc/core';

/** Methods that start or run a query: of Kysely, of a transaction, and of an expression builder. */
const queryMethods: readonly string[] = [
  'selectFrom',
  'selectNoFrom',
  'insertInto',
  'replaceInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
  'executeQuery',
  'executeTakeFirst',
  'executeTakeFirstOrThrow',
];

/**
 * Returns what a TypeScript module uses of the query builder: the names of its methods, and `sql` for its template
 * tag and the tag's methods.
 */
export function queryCalls(text: string): string[] {
  const found: string[] = [];
  if (![...queryMethods, 'sql'].some((name) => text.includes(name))) return found;
  visit(parseSync(text, { syntax: 'typescript' }), (node) => {
    const property = node.type === 'MemberExpression' ? propertyOf(node) : undefined;
    if (typeof property === 'string' && queryMethods.includes(property)) found.push(property);
    if (node.type === 'MemberExpression' && isSql(node.object)) found.push('sql');
    if (node.type === 'TaggedTemplateExpression' && isSql(node.tag)) found.push('sql');
  });
  return found;
}

type Node = Readonly<Record<string, unknown>>;

/** Calls a function with every node of a syntax tree. */
function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, onNode);
  if (!isNode(value)) return;
  onNode(value);
  for (const child of Object.values(value)) visit(child, onNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the name of a member: `b` in `a.b`, `a?.b` and `a['b']`. */
function propertyOf({ property }: Node): unknown {
  if (!isNode(property)) return undefined;
  if (property.type !== 'Computed') return property.value;
  return isNode(property.expression) ? property.expression.value : undefined;
}

function isSql(node: unknown): boolean {
  return isNode(node) && node.type === 'Identifier' && node.value === 'sql';
}
