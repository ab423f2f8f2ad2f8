import { sameHash } from '../credentials/hash.ts';
import type { Database } from '../storage/database.ts';
import { chainHash, chainStart } from './chain.ts';
import { eventsAfter, findHead } from './queries.ts';

export type AuditVerification =
  | { readonly intact: true; readonly events: number }
  | { readonly intact: false; readonly events: number; readonly brokenAt: number; readonly reason: string };

const batchSize = 1_000;

/**
 * Verifies an organization's chain from its first event and reports where it breaks: at an event that was
 * changed, removed, inserted or cut off at the end. Includes events that are appended meanwhile.
 */
export async function verifyAudit(db: Database, organizationId: string): Promise<AuditVerification> {
  let previous: Uint8Array = chainStart;
  let sequence = 0;
  const broken = (brokenAt: number, reason: string) =>
    ({ intact: false, events: sequence, brokenAt, reason }) as const;
  for (;;) {
    const events = await eventsAfter(db, organizationId, sequence, batchSize);
    for (const { previousHash, hash, ...event } of events) {
      if (event.sequence !== sequence + 1) return broken(sequence + 1, 'events are missing here');
      if (!sameHash(previousHash, previous))
        return broken(event.sequence, 'the event does not follow the previous one');
      if (!sameHash(hash, chainHash(previous, event))) return broken(event.sequence, 'the event was changed');
      previous = hash;
      sequence = event.sequence;
    }
    if (events.length < batchSize) break;
  }
  const head = await findHead(db, organizationId);
  if (!head || head.sequence < sequence)
    return broken(sequence, "the record of the chain's head is missing or older than its events");
  if (head.sequence > sequence && (await eventsAfter(db, organizationId, sequence, 1)).length === 0) {
    return broken(sequence + 1, 'events are missing at the end');
  }
  if (head.sequence === sequence && !sameHash(head.hash, previous))
    return broken(sequence, 'the head of the chain was changed');
  return { intact: true, events: sequence };
}
