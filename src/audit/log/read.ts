import { setImmediate } from 'node:timers/promises';
import type { Database } from '../../storage/database.ts';
import { withDeadline } from '../../storage/deadline.ts';
import type { LogFilter } from './filter.ts';
import { type LogRow, logAt, readEvents } from './log-queries.ts';
import {
  type Events,
  eventsOf,
  isChecked,
  isWhole,
  type Selection,
  selectEvents,
} from './selection-queries.ts';
import { type Searched, searchWindow } from './window-queries.ts';

/** Time limit in milliseconds for a batch of an export. */
const batchDeadline = 20_000;

type Reading = { readonly upTo: number; readonly limit: number };

/**
 * Reads the events of a log that match a filter in batches, oldest first, up to a sequence number. Filtered events are
 * ordered by their time, which only clocks that were set back make different from their sequence.
 */
export async function* readLog(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  { upTo, limit }: Reading,
): AsyncIterable<LogRow[]> {
  const upToNow = (part: Events) => part.where('sequence', '<=', upTo);
  if (isWhole(filter)) {
    yield* readParts(db, organizationId, [upToNow(eventsOf(db, organizationId))], ['sequence'], limit);
    return;
  }
  const selection = await selectEvents(db, organizationId, filter);
  const parts = selection.parts.map(upToNow);
  yield* isChecked(selection)
    ? readMatches(db, organizationId, { ...selection, parts }, limit)
    : readParts(db, organizationId, parts, ['at', 'sequence'], limit);
}

async function* readParts(
  db: Database,
  organizationId: string,
  parts: readonly Events[],
  columns: readonly ['sequence'] | readonly ['at', 'sequence'],
  limit: number,
): AsyncIterable<LogRow[]> {
  for (let last: LogRow | null = null; ; ) {
    const before: LogRow | null = last;
    const after: number[] | null = before && columns.map((column) => before[column]);
    const rows: LogRow[] = await withDeadline(batchDeadline, () =>
      readEvents(db, organizationId, parts, columns, { direction: 'newer', after, offset: 0, limit }),
    );
    if (rows.length > 0) yield rows;
    last = rows.at(-1) ?? null;
    if (rows.length < limit) return;
  }
}

/** Searches one part of the log after another, and lets other work run in between. */
async function* readMatches(
  db: Database,
  organizationId: string,
  selection: Selection,
  limit: number,
): AsyncIterable<LogRow[]> {
  for (let after: readonly [number, number] | null = null; ; ) {
    const from: readonly [number, number] | null = after;
    const { found, end }: Searched = await withDeadline(batchDeadline, () =>
      searchWindow(db, organizationId, selection, 'newer', from),
    );
    for (let start = 0; start < found.length; start += limit) {
      const batch = found.slice(start, start + limit).map(({ sequence }) => sequence);
      yield (await logAt(db, organizationId, batch)).toSorted(
        (one, other) => one.at - other.at || one.sequence - other.sequence,
      );
    }
    if (end === null) return;
    after = end;
    await setImmediate();
  }
}
