import { createRequire } from 'node:module';
import type * as Toml from 'toml-eslint-parser';
import { closest } from '../../contract/closest.ts';
import { settingList } from './catalog.ts';
import type { Setting, ValueType } from './setting.ts';
import { readTextFile } from './text-file.ts';

/** A value in the settings file, as the text that its variable would have. */
type Entry = { readonly text: string; readonly line: number };

export type SettingsFile = {
  readonly path: string;
  readonly entries: ReadonlyMap<string, Entry>;
  /** One line for each mistake, with the file and the line of it. */
  readonly problems: readonly string[];
  /** Whether other users of this machine can read it. */
  readonly exposed: boolean;
};

const mostBytes = 1_048_576;
const byKey = new Map(settingList.map(({ setting }) => [setting.key, setting]));

const typeNames: Readonly<Record<ValueType, string>> = {
  string: 'a string in quotes',
  integer: 'a whole number without quotes',
  boolean: 'true or false without quotes',
  list: 'an array of strings',
};

/**
 * Reads a settings file in TOML. Problems with the file itself are in `problems` too.
 */
export function readSettingsFile(path: string): SettingsFile {
  const { text, mode, failure } = readTextFile(path, mostBytes);
  if (failure !== null)
    return {
      path,
      entries: new Map(),
      problems: [`Cannot read the settings file ${path}: ${failure}`],
      exposed: false,
    };
  const exposed = process.platform !== 'win32' && (mode & 0o077) !== 0;
  return { path, exposed, ...parseSettings(path, text) };
}

/** Parses the text of a settings file. Keys that are no settings, and values of the wrong type, are problems. */
export function parseSettings(path: string, text: string): Pick<SettingsFile, 'entries' | 'problems'> {
  const entries = new Map<string, Entry>();
  const problems: string[] = [];
  // Loaded only if there is a file: most servers have none.
  const toml: typeof Toml = createRequire(import.meta.url)('toml-eslint-parser');
  let program: Toml.AST.TOMLProgram;
  try {
    program = toml.parseTOML(text, { tomlVersion: '1.0.0' });
  } catch (error) {
    if (!(error instanceof toml.ParseError)) throw error;
    problems.push(`${path}:${error.lineNumber}: not valid TOML: ${error.message}`);
    return { entries, problems };
  }
  for (const { key, line, value } of pairsOf(program)) {
    const declared = byKey.get(key);
    if (declared === undefined) {
      problems.push(`${path}:${line}: ${unknownKey(key)}`);
      continue;
    }
    const read = value && textOf(value, declared);
    if (read === null) problems.push(`${path}:${line}: ${key} must be ${typesOf(declared)}`);
    else entries.set(key, { text: read.trim(), line });
  }
  return { entries, problems };
}

type Pair = {
  readonly key: string;
  readonly line: number;
  /** Null for a table without keys. */
  readonly value: Toml.AST.TOMLContentNode | null;
};

/** All keys with their tables, in the order of the file. An empty table is a pair without a value unless it is known. */
function pairsOf(program: Toml.AST.TOMLProgram): Pair[] {
  return program.body[0].body.flatMap((node) => {
    if (node.type === 'TOMLKeyValue') return pairsIn(node, []);
    const table = node.resolvedKey.map(String);
    const isKnown =
      node.kind === 'standard' && [...byKey.keys()].some((key) => key.startsWith(`${table.join('.')}.`));
    if (node.body.length === 0 && !isKnown)
      return [{ key: printable(table.join('.')), line: node.loc.start.line, value: null }];
    return node.body.flatMap((pair) => pairsIn(pair, table));
  });
}

function pairsIn({ key: { keys, loc }, value }: Toml.AST.TOMLKeyValue, table: readonly string[]): Pair[] {
  const path = [...table, ...keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))];
  if (value.type === 'TOMLInlineTable') return value.body.flatMap((pair) => pairsIn(pair, path));
  return [{ key: printable(path.join('.')), line: loc.start.line, value }];
}

/** The text that the setting's variable would have, or null for another type. */
function textOf(value: Toml.AST.TOMLContentNode, { types, words }: Setting<unknown>): string | null {
  if (value.type === 'TOMLArray') {
    const items = value.elements.map((item) =>
      item.type === 'TOMLValue' && item.kind === 'string' ? item.value : null,
    );
    return types.includes('list') && !items.includes(null) ? items.join(',') : null;
  }
  if (value.type !== 'TOMLValue') return null;
  if (value.kind === 'string') return types.includes('string') ? value.value : null;
  if (value.kind === 'integer') return types.includes('integer') ? String(value.value) : null;
  if (value.kind === 'boolean' && words) return words[value.value ? 1 : 0];
  return null;
}

function typesOf({ types }: Setting<unknown>): string {
  return types.map((type) => typeNames[type]).join(', or ');
}

function unknownKey(key: string): string {
  const ofVariable = settingList.find(({ setting }) => setting.variable === key);
  const keys = [...byKey.keys()];
  // A key in the wrong table is more probable than another key that looks similar.
  const sameName = keys.find((known) => known.split('.').at(-1) === key.split('.').at(-1));
  const suggestion = ofVariable?.setting.key ?? sameName ?? closest(key, keys, 3);
  return `${key} is not a setting${suggestion === null ? '; spedy config lists all' : `; did you mean ${suggestion}?`}`;
}

function printable(name: string): string {
  return name.slice(0, 100).replace(/[^\x21-\x7e]/g, '?');
}
