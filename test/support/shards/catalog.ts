import { DefaultQueryExecutor } from 'kysely';
import { isPostgres } from '../../../src/storage/dialects/is-postgres.ts';
import { query } from '../databases/sql.ts';
import { partsAcrossOrganizations } from './statement.ts';

/** Where the product makes queries. Tests and migrations make others. */
const maker = /\/src\/(.*queries|storage\/(changes\/[\w-]+|compile-once|last-uses|[\w-]*rows))\.ts/;
/** Stack frames between a query builder and the executor. */
const frames = 60;

const known = new Set<string>();

/** Starts to collect the statements that the product sends from this process, once. */
export function collectStatements(): void {
  if (collecting) return;
  collecting = true;
  const { executeQuery } = DefaultQueryExecutor.prototype;
  DefaultQueryExecutor.prototype.executeQuery = new Proxy(executeQuery, {
    apply: (_target, executor, values: Parameters<typeof executeQuery>) => {
      const [{ sql }] = values;
      // A test that moves data between the databases also uses SQLite.
      const isHere = isPostgres({ getExecutor: () => executor });
      if (isHere && !known.has(sql) && maker.test(stack())) known.add(sql);
      return Reflect.apply(executeQuery, executor, values);
    },
  });
}
let collecting = false;

function stack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = frames;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

/** Returns the parts of all collected statements that cross organizations, with an example of each. */
export function collectedParts(columns: OrganizationColumns): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const statement of known)
    for (const part of partsOf(statement, columns)) if (!parts.has(part)) parts.set(part, statement);
  return parts;
}

const parsed = new Map<string, readonly string[]>();

function partsOf(statement: string, columns: OrganizationColumns): readonly string[] {
  let parts = parsed.get(statement);
  if (!parts) {
    parts = partsAcrossOrganizations(statement, (table) => columns.get(table) ?? null);
    parsed.set(statement, parts);
  }
  return parts;
}

/** The column that names the organization of a table's rows. Tables that are not here belong to none. */
export type OrganizationColumns = ReadonlyMap<string, string>;

/** Reads which column names the organization, in each table of a database. Each shard has its own change feed. */
export async function organizationColumns(url: string): Promise<OrganizationColumns> {
  const rows = await query<{ table: string }>(
    url,
    `select table_name as table from information_schema.columns
     where table_schema = 'public' and column_name = 'organization_id' and table_name <> 'changes'`,
  );
  return new Map([['organizations', 'id'], ...rows.map(({ table }) => [table, 'organization_id'] as const)]);
}
