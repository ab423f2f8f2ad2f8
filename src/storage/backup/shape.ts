import { sql } from 'kysely';
import { type Database, openDatabase } from '../database.ts';
import { StorageError } from '../errors.ts';
import { migrationSteps } from '../migrations/list.ts';

/** What a column stores, on both databases. A backup has bytes as base64. */
type ColumnType = 'text' | 'integer' | 'bytes';

/** A table of a backup, with its columns in the order of their values. */
export type TableShape = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
};

/**
 * Tables that a backup leaves out: they have another shape on each database, or mean nothing without the processes that
 * wrote them. A restore makes them anew.
 */
const rebuilt = /^(changes|search_fills|ticket_search\w*|kysely_\w+|sqlite_\w+)$/;

const types: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  integer: 'integer',
  bigint: 'integer',
  blob: 'bytes',
};

/** The names of all migrations of this version. */
export const allSteps: readonly string[] = Object.keys(migrationSteps);

/**
 * Returns the tables that a backup has after some migrations, each after those that it refers to. An empty database in
 * memory tells, so that a new table is in every backup without being listed.
 * @throws StorageError for a migration that this version does not have
 */
export function shapeOf(steps: readonly string[]): Promise<readonly TableShape[]> {
  const key = steps.join(' ');
  const shape = shapes.get(key) ?? makeShape(steps);
  shapes.set(key, shape);
  return shape;
}

/** A command needs the same one several times. */
const shapes = new Map<string, Promise<readonly TableShape[]>>();

async function makeShape(steps: readonly string[]): Promise<readonly TableShape[]> {
  const unknown = steps.filter((name) => !(name in migrationSteps));
  if (unknown.length > 0) throw newerSchema(unknown);
  const { db, types: columnTypes } = openDatabase('sqlite::memory:', () => {});
  try {
    for (const name of steps) await migrationSteps[name]?.(db, columnTypes);
    return await readShape(db);
  } finally {
    await db.destroy();
  }
}

/** The error for a schema of a newer version. */
export function newerSchema(unknown: readonly string[]): StorageError {
  return new StorageError(
    `the data is from a newer version of Spedy (it has ${unknown.join(', ')}): use that version, or a newer one`,
  );
}

async function readShape(db: Database): Promise<TableShape[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' order by name`.execute(db);
  const names = tables.map(({ name }) => name).filter((name) => !rebuilt.test(name));
  const parents = new Map<string, Set<string>>();
  for (const name of names) parents.set(name, await parentsOf(db, name));
  const shapes: TableShape[] = [];
  for (const name of inOrder(parents)) shapes.push({ name, columns: await columnsOf(db, name) });
  return shapes;
}

async function parentsOf(db: Database, table: string): Promise<Set<string>> {
  const { rows } = await sql<{ parent: string }>`
    select distinct "table" as parent from pragma_foreign_key_list(${table})`.execute(db);
  return new Set(rows.map(({ parent }) => parent).filter((parent) => parent !== table));
}

async function columnsOf(db: Database, table: string): Promise<TableShape['columns']> {
  const { rows } = await sql<{ name: string; type: string }>`
    select name, type from pragma_table_info(${table}) order by cid`.execute(db);
  return rows.map(({ name, type }) => {
    const known = types[type.toLowerCase()];
    if (known === undefined) throw new Error(`a backup cannot have ${table}.${name} of the type ${type}`);
    return { name, type: known };
  });
}

/** Orders tables so that each comes after those that it refers to. */
function inOrder(parents: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const ordered = new Set<string>();
  while (ordered.size < parents.size) {
    const before = ordered.size;
    for (const [name, above] of parents)
      if (!ordered.has(name) && [...above].every((parent) => ordered.has(parent))) ordered.add(name);
    if (ordered.size === before) throw new Error('tables refer to each other in a circle');
  }
  return [...ordered];
}
