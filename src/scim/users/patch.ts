import { ScimError } from '../../contract/error-forms/scim-error.ts';
import { type PatchPath, parsePatchPath } from '../filter/parse.ts';
import { assign, assignAll, fieldOf, isObject, unassign } from './assign.ts';
import type { UserDraft } from './draft.ts';

/** Maximum number of operations in one request. */
const maxOperations = 100;

type Operation = {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: PatchPath | null;
  readonly value: unknown;
};

/**
 * Parses the body of a PATCH (RFC 7644 3.5.2). Names of operations are in any case, because Entra ID sends "Replace".
 * @throws ScimError invalidSyntax; invalidPath
 */
export function parseOperations(body: Readonly<Record<string, unknown>>): readonly Operation[] {
  const list = fieldOf(body, 'operations');
  if (!Array.isArray(list) || list.length === 0)
    throw new ScimError('invalidSyntax', 'Operations must be a list with at least one operation.');
  if (list.length > maxOperations)
    throw new ScimError('invalidSyntax', `Send at most ${maxOperations} operations in one request.`);
  return list.map(parseOperation);
}

function parseOperation(item: unknown): Operation {
  if (!isObject(item)) throw new ScimError('invalidSyntax', 'Each operation must be an object.');
  const name = fieldOf(item, 'op');
  const op = (['add', 'replace', 'remove'] as const).find((one) => one === String(name).toLowerCase());
  if (!op) throw new ScimError('invalidSyntax', 'The op of an operation must be add, replace or remove.');
  const path = fieldOf(item, 'path');
  const value = fieldOf(item, 'value');
  if (path !== undefined && path !== null && typeof path !== 'string')
    throw new ScimError('invalidPath', 'The path of an operation must be a text.');
  if (op === 'remove' && !path) throw new ScimError('noTarget', 'A remove operation needs a path.');
  if (op !== 'remove' && value === undefined)
    throw new ScimError('invalidValue', `An ${op} operation needs a value.`);
  return { op, path: path ? parsePatchPath(path) : null, value };
}

/**
 * Applies operations to a draft, in order.
 * @throws ScimError invalidValue; invalidPath; mutability
 */
export function applyOperations(draft: UserDraft, operations: readonly Operation[]): void {
  for (const { op, path, value } of operations) {
    if (!path) {
      if (!isObject(value))
        throw new ScimError('invalidValue', 'The value of an operation without a path must be an object.');
      assignAll(draft, value);
      continue;
    }
    if (path.attribute === 'id' || path.attribute === 'meta')
      throw new ScimError('mutability', `${path.attribute} is read-only.`);
    const isKnown = op === 'remove' ? unassign(draft, path) : assign(draft, path, value);
    if (!isKnown)
      throw new ScimError(
        'invalidPath',
        `There is no attribute ${JSON.stringify(path.attribute.slice(0, 100))}.`,
      );
  }
}
