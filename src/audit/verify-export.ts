import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../storage/database.ts';
import { cellText } from './export/csv.ts';
import { columnsOf } from './export/export.ts';
import { type LogRow, logAt } from './log/log-queries.ts';
import { presentEvent } from './present.ts';
import { findAnchor } from './pruning/anchor.ts';
import { type ExportedEvent, UnreadableExport } from './read-export.ts';
import { contentHashes } from './redaction/queries.ts';

export type ExportVerification =
  | { readonly matches: true; readonly events: number }
  | { readonly matches: false; readonly events: number; readonly differsAt: number; readonly reason: string };

/** Number of events per query, well under the parameter limits of both databases. */
const batchSize = 500;
/** Members are identified by ID; their name and email may have changed since the export. */
const mutableFields = ['actorName', 'actorEmail'];

/**
 * Compares an exported log with an organization's chain: whether the chain contains each event with the same
 * hash, and whether the export has the same contents. A chain that was cut off or rewritten differs from
 * every earlier export. Stops at the first difference.
 * @throws UnreadableExport
 */
export async function verifyExport(
  db: Database,
  organizationId: string,
  exported: AsyncIterable<ExportedEvent>,
): Promise<ExportVerification> {
  const anchor = await findAnchor(db, organizationId);
  let events = 0;
  let pending: ExportedEvent[] = [];
  const check = async (): Promise<ExportVerification | null> => {
    const rows = await logAt(
      db,
      organizationId,
      pending.map(({ sequence }) => sequence),
    );
    const bySequence = new Map(rows.map((row) => [row.sequence, row]));
    const redacted = await contentHashes(db, organizationId, [...bySequence.keys()]);
    for (const event of pending) {
      // Deleted by a pruning, which an event of the chain declares.
      if (event.sequence <= (anchor?.sequence ?? 0) && !bySequence.has(event.sequence)) {
        events += 1;
        continue;
      }
      const row = bySequence.get(event.sequence);
      const reason = differenceOf(event, row, redacted.has(event.sequence));
      if (reason !== null) return { matches: false, events, differsAt: event.sequence, reason };
      events += 1;
    }
    pending = [];
    return null;
  };
  for await (const event of exported) {
    pending.push(event);
    if (pending.length < batchSize) continue;
    const difference = await check();
    if (difference) return difference;
  }
  const difference = await check();
  if (difference) return difference;
  if (events === 0) throw new UnreadableExport('the file has no events to check');
  return { matches: true, events };
}

/** @param isRedacted whether personal data was removed from the event, which an older export still has */
function differenceOf(
  { hash, fields, line }: ExportedEvent,
  row: LogRow | undefined,
  isRedacted: boolean,
): string | null {
  if (!row)
    return `the chain does not contain the event on line ${line}: the chain was cut off, or the export is from another organization`;
  const present = presentEvent(row);
  if (present.hash !== hash)
    return `the chain has a different event than line ${line}: the chain was changed, or the export is from another organization`;
  return isRedacted || isSame(fields, present)
    ? null
    : `line ${line} differs from the chain: the export was changed`;
}

/** Whether a line matches an event. A line of an older export may lack newer fields. */
function isSame(fields: ExportedEvent['fields'], present: ReturnType<typeof presentEvent>): boolean {
  if (typeof fields.sequence === 'number') {
    const { actor } = present;
    const expected = { ...fields, actor: { ...actor, ...pick(fields.actor, ['kind', 'id']) } };
    return isDeepStrictEqual(expected, present);
  }
  const columns = columnsOf(present);
  return Object.entries(fields).every(
    ([name, cell]) => mutableFields.includes(name) || cellText(columns[name] ?? null) === cell,
  );
}

function pick(value: unknown, names: readonly string[]): Record<string, unknown> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)));
}
