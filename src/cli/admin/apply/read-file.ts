import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { compileExact } from '../../../contract/exact-check.ts';
import { emailKey } from '../../../storage/email-key.ts';
import { CommandFailure } from '../../failure.ts';
import { didYouMean } from '../../suggestion.ts';
import type { Terminal } from '../../terminal.ts';
import { DeclarationFile, type DeclaredOrganization } from './schema.ts';
import { type Place, Source } from './source.ts';

/** A file that was read and checked. */
export type Declarations = {
  readonly source: Source;
  readonly organizations: readonly DeclaredOrganization[];
};

/** What can be declared, by the depth at which it stands: in the file, and in an organization. */
const kinds: Readonly<Record<number, readonly string[]>> = {
  1: Object.keys(DeclarationFile.properties),
  3: Object.keys(DeclarationFile.properties.organizations.items.properties),
};

const unknownField = /^is not a known field/;
const check = compileExact(DeclarationFile);

/**
 * Reads a file of declarations, or standard input for `-`.
 * @throws CommandFailure with file, line and column, and the closest known name
 */
export async function readDeclarations(terminal: Terminal, file: string): Promise<Declarations> {
  const name = file === '-' ? 'standard input' : file;
  const source = Source.parse(name, file === '-' ? await text(terminal.stdin) : readText(file));
  const { value } = source;
  const checked = check(value);
  if ('error' in checked) {
    const { details = [] } = checked.error;
    // A mistyped name is also a missing one; its own place says more.
    const unknown = details.find(({ message }) => unknownField.test(message));
    const { path, message } = unknown ?? details[0] ?? { path: '', message: 'is not valid' };
    const place = placeOf(path);
    if (place.length === 0)
      throw source.failure([], 'must have the list organizations; the help has an example at /help/apply');
    const unknownKind = unknownField.test(message) ? kinds[place.length] : undefined;
    throw source.failure(
      place,
      unknownKind
        ? `${labelOf(place)} cannot be declared${didYouMean(labelOf(place), unknownKind) || `; known: ${unknownKind.join(', ')}`}`
        : `${labelOf(place)} ${message}`,
    );
  }
  const { organizations } = checked.value;
  requireUnique(source, ['organizations'], organizations, ({ slug }) => slug, 'slug');
  organizations.forEach(({ members = [], boards = [] }, index) => {
    const at = ['organizations', index];
    requireUnique(source, [...at, 'members'], members, ({ email }) => emailKey(email), 'email');
    requireUnique(source, [...at, 'boards'], boards, ({ key }) => key, 'key');
  });
  return { source, organizations };
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code === 'ENOENT') throw new CommandFailure(`no file ${file}`);
    if (code === 'EISDIR') throw new CommandFailure(`${file} is a folder; name a file`);
    if (code === 'EACCES') throw new CommandFailure(`${file} cannot be read: permission denied`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new CommandFailure(`${file} is not UTF-8 text`);
    throw error;
  }
}

function placeOf(path: string): Place {
  return path === '' ? [] : path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The last names of a place: `policy.maxLifetimeDays`. */
function labelOf(place: Place): string {
  const lastIndex = place.findLastIndex((part) => typeof part === 'number');
  const names = place.slice(lastIndex + 1);
  return names.length > 0 ? names.join('.') : place.join('.');
}

/** @throws CommandFailure at the second of two items with the same name */
function requireUnique<Item>(
  source: Source,
  place: Place,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  field: string,
): void {
  const names = new Set<string>();
  items.forEach((item, index) => {
    const name = nameOf(item);
    if (names.has(name)) throw source.failure([...place, index, field], `${field} ${name} is declared twice`);
    names.add(name);
  });
}
