import {
  type ChangeCursor,
  type ChangeRow,
  type ChangeSource,
  changePage,
} from '../changes/change-source.ts';
import { DatabaseUnavailable } from '../errors.ts';
import { settingsOf } from './postgres.ts';
import { PostgresPool } from './postgres-pool.ts';
import type { Reach } from './postgres-reach.ts';
import { standbyRefused } from './postgres-session.ts';

/** Time limit in milliseconds for a read; a slower one would be too late to be useful. */
const limit = 1_000;
/** Above every position, so that a first read returns only the current position. */
const end = '9223372036854775807';

/**
 * Identifies a server since its last start, also after it lost its memory in a crash. Of another server, or after a
 * crash, transaction numbers may begin below those that were seen, and pass them before the next read.
 */
const incarnation = `concat_ws(' ', extract(epoch from pg_postmaster_start_time()),
  extract(epoch from pg_stat_get_bgwriter_stat_reset_time()))`;

/**
 * Selects what was invisible to the previous snapshot: transactions that had not started, and those that were
 * running. So a change that commits after one with a higher number was read is not missed. One statement, so
 * one snapshot.
 */
const unread = `
  select pg_current_snapshot()::text as snapshot, ${incarnation} as server, pg_is_in_recovery() as standby,
    c.position, c.organization_id as "organizationId", c.subject, c.swept_below as "sweptBelow"
  from (values (1)) as one left join changes as c
    on c.position >= $1::bigint or c.position = any($2::bigint[])`;

type Row = ChangeRow & { readonly snapshot: string; readonly server: string; readonly standby: boolean };

/**
 * Reads the change feed over its own connection, which keeps no state between reads. Of a standby, which a pooler may
 * have switched to, the read fails.
 */
export function postgresChanges(
  url: string,
  reach: Reach,
  onIdleError: (error: Error) => void,
): ChangeSource {
  const pool = new PostgresPool(
    settingsOf(url),
    reach,
    { name: 'change feed', size: 1, waitingPerTenant: 1, waiting: 1 },
    onIdleError,
  );
  return {
    read: async (cursor) => {
      const values = [cursor?.next ?? end, cursor?.open ?? []];
      const by = performance.now() + limit;
      const rows = await pool.run<Row>({ text: unread, values }, by);
      const [first] = rows;
      if (!first || first.standby) throw new DatabaseUnavailable(standbyRefused);
      return changePage(rows, cursor, { ...parseSnapshot(first.snapshot), server: first.server });
    },
    close: () => pool.end(),
  };
}

/**
 * Parses `xmin:xmax:xip,xip`: transactions below xmin have ended, those from xmax on have not started, and
 * those in xip are running.
 */
function parseSnapshot(text: string): Omit<ChangeCursor, 'server'> {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text);
  if (!match) throw new Error(`not a PostgreSQL snapshot: '${text}'`);
  const [, floor, next, running = ''] = match;
  const open = running === '' ? [] : running.split(',').map(Number);
  return { floor: Number(floor), next: Number(next), open };
}
