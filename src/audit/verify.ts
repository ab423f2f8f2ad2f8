import { sameHash } from '../credentials/hash.ts';
import type { Database } from '../storage/database.ts';
import { chainHash, chainStart } from './chain.ts';
import { type Anchor, findAnchor } from './pruning/anchor.ts';
import { eventsAfter, findHead } from './queries.ts';
import { contentHashes } from './redaction/queries.ts';
import { undeclaredRedaction } from './redaction/verify.ts';

/** A verified position of a chain: the sequence and hash of an event; 0 and `chainStart` before the first one. */
export type Checkpoint = { readonly sequence: number; readonly hash: Uint8Array };

export type AuditVerification =
  /** `checkpoint` is the end of the chain, from which a later verification can go on. */
  | { readonly intact: true; readonly events: number; readonly checkpoint: Checkpoint }
  | { readonly intact: false; readonly events: number; readonly brokenAt: number; readonly reason: string };

const batchSize = 1_000;
const start: Checkpoint = { sequence: 0, hash: chainStart };

/**
 * Verifies an organization's chain from a checkpoint to its end and reports where it breaks: at an event that was
 * changed, removed, inserted or cut off at the end. Includes events that are appended meanwhile. The event of the
 * checkpoint is verified too, and its hash covers all events before it: whoever rewrites one of them and all hashes after
 * it gets another hash there. Memory does not depend on the length of the chain.
 * @param from of an earlier verification, kept where nobody could change it
 */
export async function verifyAudit(
  db: Database,
  organizationId: string,
  from?: Checkpoint,
): Promise<AuditVerification> {
  const anchor = await findAnchor(db, organizationId);
  return verifyFrom(db, organizationId, from ?? (await beginning(db, organizationId, anchor)), anchor);
}

/** Where a chain begins: at its start, or after the part that was deleted, as an event of the chain declares. */
async function beginning(db: Database, organizationId: string, anchor: Anchor | null): Promise<Checkpoint> {
  if (anchor === null) return start;
  const [first] = await eventsAfter(db, organizationId, 0, 1);
  if (!first || first.sequence > anchor.sequence) return anchor;
  // The deletion was interrupted: the rest of that part leads to the anchor.
  return { sequence: first.sequence - 1, hash: first.previousHash };
}

async function verifyFrom(
  db: Database,
  organizationId: string,
  from: Checkpoint,
  anchor: Anchor | null,
): Promise<AuditVerification> {
  const problem = await problemAt(db, organizationId, from, anchor);
  if (problem !== null)
    return { intact: false, events: from.sequence, brokenAt: from.sequence, reason: problem };
  let { sequence, hash: previous } = from;
  const broken = (brokenAt: number, reason: string) =>
    ({ intact: false, events: sequence, brokenAt, reason }) as const;
  for (;;) {
    const events = await eventsAfter(db, organizationId, sequence, batchSize);
    const changed = events.filter(isChanged).map((event) => event.sequence);
    const redacted = await contentHashes(db, organizationId, changed);
    for (const { previousHash, hash, ...event } of events) {
      if (event.sequence !== sequence + 1) return broken(sequence + 1, 'events are missing here');
      if (!sameHash(previousHash, previous))
        return broken(event.sequence, 'the event does not follow the previous one');
      if (!sameHash(redacted.get(event.sequence) ?? hash, chainHash(previous, event)))
        return broken(event.sequence, 'the event was changed');
      if (event.sequence === anchor?.sequence && !sameHash(hash, anchor.hash))
        return broken(event.sequence, 'the event is not the one that a deletion of older events declares');
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
  const undeclared = await undeclaredRedaction(db, organizationId);
  if (undeclared !== null)
    return broken(undeclared, 'personal data was removed from the event, and no event of the chain says so');
  return { intact: true, events: sequence, checkpoint: { sequence, hash: previous } };
}

/** Returns what is wrong with the event of a checkpoint, or null. */
async function problemAt(
  db: Database,
  organizationId: string,
  from: Checkpoint,
  anchor: Anchor | null,
): Promise<string | null> {
  if (from.sequence === anchor?.sequence)
    return sameHash(from.hash, anchor.hash) ? null : 'the deleted event before it was another one';
  // An interrupted deletion: the events up to the anchor are verified against it.
  const [first] = await eventsAfter(db, organizationId, 0, 1);
  if (anchor && first && from.sequence === first.sequence - 1 && first.sequence <= anchor.sequence)
    return null;
  if (anchor && from.sequence < anchor.sequence && (!first || from.sequence < first.sequence))
    return 'the event of the checkpoint was deleted with others; verify without it';
  if (from.sequence === 0) return sameHash(from.hash, chainStart) ? null : 'no chain starts with this hash';
  const [found] = await eventsAfter(db, organizationId, from.sequence - 1, 1);
  if (found?.sequence !== from.sequence) return 'the event of the checkpoint is missing';
  const { previousHash, hash, ...event } = found;
  if (!sameHash(hash, from.hash)) return 'the event, or one before it, is not that of the checkpoint';
  const redacted = await contentHashes(db, organizationId, [event.sequence]);
  const expected = redacted.get(event.sequence) ?? hash;
  return sameHash(expected, chainHash(previousHash, event)) ? null : 'the event was changed';
}

/** Whether the contents of an event are not those that its hash is of, as after a redaction. */
function isChanged({
  previousHash,
  hash,
  ...event
}: Awaited<ReturnType<typeof eventsAfter>>[number]): boolean {
  return !sameHash(hash, chainHash(previousHash, event));
}
