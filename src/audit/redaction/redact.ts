import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { newId } from '../../storage/ids.ts';
import { appendAudit } from '../append.ts';
import { chainHash } from '../chain.ts';
import { eventsAfter } from '../queries.ts';
import { RedactionDigest } from './digest.ts';
import { insertRedactions, replaceContents } from './queries.ts';

/** What stands in place of erased data. */
export const erasedText = '[erased]';

/** An event of the chain. */
export type Event = Awaited<ReturnType<typeof eventsAfter>>[number];
/** What an event contains after the redaction. */
export type Contents = Pick<Event, 'targetId' | 'details' | 'address'>;

/** Events that are read at once, and that are redacted in one transaction at most. */
const batchSize = 500;

/** Reads a whole chain, in order, in constant memory. */
export async function* readChain(db: Database, organizationId: string): AsyncGenerator<readonly Event[]> {
  for (let sequence = 0; ; ) {
    const events = await eventsAfter(db, organizationId, sequence, batchSize);
    if (events.length > 0) yield events;
    if (events.length < batchSize) return;
    sequence = events.at(-1)?.sequence ?? sequence;
  }
}

/**
 * Removes personal data from an organization's audit events. Each keeps its hash, so the chain stays intact, and each
 * transaction appends an event that declares which ones were changed, with a digest of their contents since: `verifyAudit`
 * finds every other change. What was redacted before stays so.
 * @param redact returns the contents without the data, or null if there is none
 * @returns the number of events
 */
export async function redactEvents(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  redact: (event: Event) => Contents | null,
): Promise<number> {
  let count = 0;
  for await (const events of readChain(db, organizationId)) {
    const found = events.flatMap((event) => {
      const contents = redact(event);
      return contents === null ? [] : [{ event, contents }];
    });
    if (found.length === 0) continue;
    await inTransaction(db, (trx) => redactBatch(trx, organizationId, from, userId, found));
    count += found.length;
  }
  return count;
}

async function redactBatch(
  trx: Transaction,
  organizationId: string,
  from: ChangeOrigin,
  userId: string,
  found: readonly { readonly event: Event; readonly contents: Contents }[],
): Promise<void> {
  const id = newId('aud');
  const digest = new RedactionDigest();
  const rows = [];
  for (const { event, contents } of found) {
    const { previousHash, hash: _, ...fields } = event;
    await replaceContents(trx, organizationId, { sequence: event.sequence, ...contents });
    const contentHash = chainHash(previousHash, { ...fields, ...contents });
    digest.add(event.sequence, contentHash);
    rows.push({ sequence: event.sequence, contentHash });
  }
  await insertRedactions(trx, organizationId, id, rows);
  await appendAudit(
    trx,
    organizationId,
    from,
    {
      action: 'member.erased',
      target: { kind: 'user', id: userId },
      details: { events: digest.events, digest: digest.hex },
    },
    id,
  );
}
