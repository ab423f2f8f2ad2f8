import {
  type ChangeCursor,
  type ChangeRow,
  type ChangeSource,
  changePage,
} from '../changes/change-source.ts';
import { settingsOf } from './postgres.ts';
import { PostgresPool } from './postgres-pool.ts';

/** Milliseconds for a read; one that takes longer would tell too little too late. */
const limit = 1_000;
/** Above every position: a first read gives where to go on from, and no change. */
const end = '9223372036854775807';

/**
 * What was invisible to the snapshot before: transactions that had not begun, and those that ran. A change can commit
 * after one with a higher number was read, and is not missed. One statement, and so one snapshot.
 */
const unread = `
  select pg_current_snapshot()::text as snapshot, c.subject, c.swept_below as "sweptBelow"
  from (values (1)) as one left join changes as c
    on c.position >= $1::bigint or c.position = any($2::bigint[])`;

/** Reads the feed over one connection of its own, which keeps no state between two reads. */
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

/** `xmin:xmax:xip,xip`: what is below xmin had ended, what is from xmax on had not begun, and the xip ran. */
function parseSnapshot(text = ''): ChangeCursor {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text);
  if (!match) throw new Error(`not a snapshot of PostgreSQL: '${text}'`);
  const [, floor, next, running = ''] = match;
  const open = running === '' ? [] : running.split(',').map(Number);
  return { floor: Number(floor), next: Number(next), open };
}
