import {
  type ChangeCursor,
  type ChangeRow,
  type ChangeSource,
  changePage,
} from '../changes/change-source.ts';
import { settingsOf } from './postgres.ts';
import { PostgresPool } from './postgres-pool.ts';

/** Time limit in milliseconds for a read; a slower one would be too late to be useful. */
const limit = 1_000;
/** Above every position, so that a first read returns only the current position. */
const end = '9223372036854775807';

/**
 * Selects what was invisible to the previous snapshot: transactions that had not started, and those that were
 * running. So a change that commits after one with a higher number was read is not missed. One statement, so
 * one snapshot.
 */
const unread = `
  select pg_current_snapshot()::text as snapshot, c.subject, c.swept_below as "sweptBelow"
  from (values (1)) as one left join changes as c
    on c.position >= $1::bigint or c.position = any($2::bigint[])`;

/** Reads the change feed over its own connection, which keeps no state between reads. */
export function postgresChanges(url: string, onIdleError: (error: Error) => void): ChangeSource {
  const pool = new PostgresPool(settingsOf(url), 1, onIdleError);
  return {
    read: async (cursor) => {
      const values = [cursor?.next ?? end, cursor?.open ?? []];
      const by = performance.now() + limit;
      const rows = await pool.run<ChangeRow & { snapshot: string }>({ text: unread, values }, by);
      return changePage(rows, cursor, parseSnapshot(rows[0]?.snapshot));
    },
    close: () => pool.end(),
  };
}

/**
 * Parses `xmin:xmax:xip,xip`: transactions below xmin have ended, those from xmax on have not started, and
 * those in xip are running.
 */
function parseSnapshot(text = ''): ChangeCursor {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text);
  if (!match) throw new Error(`not a PostgreSQL snapshot: '${text}'`);
  const [, floor, next, running = ''] = match;
  const open = running === '' ? [] : running.split(',').map(Number);
  return { floor: Number(floor), next: Number(next), open };
}
