import type { Static } from 'typebox';
import type { Database } from '../../storage/database.ts';
import type { LogFilter } from '../log/filter.ts';
import { countEvents } from '../log/log-queries.ts';
import { countRange } from '../log/range-queries.ts';
import { readLog } from '../log/read.ts';
import { isChecked, isOfTime, selectEvents } from '../log/selection-queries.ts';
import { presentEvent } from '../present.ts';
import { findHead } from '../queries.ts';
import type { AuditEventItem, ExportFormat } from '../schema.ts';
import { byteOrderMark, csvRecord } from './csv.ts';

/** Number of events that are read, and held in memory, at once. */
const batchSize = 250;

type Item = Static<typeof AuditEventItem>;

type Column = readonly [name: string, read: (item: Item) => string | null];

const columns: readonly Column[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['actorKind', ({ actor }) => actor.kind],
  ['actorId', ({ actor }) => actor.id],
  ['actorName', ({ actor }) => actor.name],
  ['actorEmail', ({ actor }) => actor.email],
  ['credentialKind', ({ credential }) => credential?.kind ?? null],
  ['credentialId', ({ credential }) => credential?.id ?? null],
  ['action', ({ action }) => action],
  ['targetKind', ({ target }) => target.kind],
  ['targetId', ({ target }) => target.id],
  ['details', ({ details }) => JSON.stringify(details)],
  ['address', ({ address }) => address],
  ['requestId', ({ requestId }) => requestId],
  ['sequence', ({ sequence }) => String(sequence)],
  ['hash', ({ hash }) => hash],
];

/** Returns an event as CSV columns. */
export function columnsOf(item: Item): Readonly<Record<string, string | null>> {
  return Object.fromEntries(columns.map(([name, read]) => [name, read(item)]));
}

const writers: Readonly<Record<ExportFormat, { header: string; write: (item: Item) => string }>> = {
  ndjson: { header: '', write: (item) => `${JSON.stringify(item)}\n` },
  csv: {
    header: byteOrderMark + csvRecord(columns.map(([name]) => name)),
    write: (item) => csvRecord(columns.map(([, read]) => read(item))),
  },
};

/**
 * Exports the events that match a filter as text, oldest first, in batches. Ends with the event that is the
 * last one at the start, so that a busy log does not make the export endless.
 */
export async function exportLog(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const head = await findHead(db, organizationId);
  return writeLog(db, organizationId, filter, format, head?.sequence ?? 0);
}

/**
 * Returns how many events an export has, for a display of its progress: of a range of time as their places in the chain
 * say. Null if counting would take as long as the export.
 */
export async function expectedEvents(
  db: Database,
  organizationId: string,
  filter: LogFilter,
): Promise<number | null> {
  if (isOfTime(filter)) return countRange(db, organizationId, filter);
  const selection = await selectEvents(db, organizationId, filter);
  if (isChecked(selection)) return null;
  const { total, isExact } = await countEvents(db, selection.parts);
  return isExact ? total : null;
}

async function* writeLog(
  db: Database,
  organizationId: string,
  filter: LogFilter,
  format: ExportFormat,
  upTo: number,
): AsyncIterable<string> {
  const { header, write } = writers[format];
  if (header !== '') yield header;
  for await (const rows of readLog(db, organizationId, filter, { upTo, limit: batchSize }))
    yield rows.map((row) => write(presentEvent(row))).join('');
}
