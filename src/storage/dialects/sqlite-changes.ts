import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type ChangeCursor,
  type ChangePage,
  type ChangeRow,
  type ChangeSource,
  changePage,
} from '../changes/change-source.ts';

type Statements = {
  readonly database: DatabaseSync;
  readonly version: StatementSync;
  readonly next: StatementSync;
  readonly rows: StatementSync;
};

/**
 * Reads the change feed over its own connection. SQLite runs one writing transaction at a time, so positions
 * increase in commit order. Most reads only check `data_version`, which tells whether another connection has
 * written.
 */
export function sqliteChanges(path: string): ChangeSource {
  // No other process can use an in-memory database.
  if (path === ':memory:') return { read: () => nothing, close: async () => {} };
  let statements: Statements | undefined;
  let last: { version: unknown; cursor: ChangeCursor } | undefined;
  return {
    read: (cursor) => {
      statements ??= open(path);
      const version = statements.version.get()?.data_version;
      if (cursor !== null && cursor === last?.cursor && version === last.version) {
        return { changes: [], cursor, gap: false };
      }
      const page = readPage(statements, cursor);
      last = { version, cursor: page.cursor };
      return page;
    },
    close: async () => statements?.database.close(),
  };
}

const nothing: ChangePage = { changes: [], cursor: { floor: 1, next: 1, open: [], server: '' }, gap: false };

function open(path: string): Statements {
  // Reads block nothing. If one has to wait anyway, the next tick retries it.
  const database = new DatabaseSync(path, { timeout: 0 });
  return {
    database,
    version: database.prepare('pragma data_version'),
    next: database.prepare('select coalesce(max(position), 0) + 1 as next from changes'),
    rows: database.prepare(
      `select position, organization_id as "organizationId", subject, swept_below as "sweptBelow"
        from changes where position >= ? and position < ?`,
    ),
  };
}

function readPage({ next: nextPosition, rows }: Statements, cursor: ChangeCursor | null): ChangePage {
  const next = Number(nextPosition.get()?.next);
  const read = cursor === null ? [] : (rows.all(cursor.next, next) as ChangeRow[]);
  return changePage(read, cursor, { floor: next, next, open: [], server: '' });
}
