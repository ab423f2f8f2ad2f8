import type { ChangeOrigin } from '../../contract/change-origin.ts';
import { type Database, inTransaction } from '../../storage/database.ts';
import { type InSlices, slicer } from '../../storage/slices.ts';
import { appendAudit } from '../append.ts';
import { findAnchor } from './anchor.ts';
import { deleteEvents, lastBefore } from './queries.ts';

/** The last event that a pruning deletes; null if none is older. @param before milliseconds since the epoch */
export async function planPruning(
  db: Database,
  organizationId: string,
  before: number,
): Promise<{ readonly sequence: number; readonly hash: Uint8Array } | null> {
  return (await lastBefore(db, organizationId, before)) ?? null;
}

/**
 * Deletes the part of an organization's chain that is older than a time. First an event in the chain declares the hash of the
 * last event of that part, which anchors the rest: `verifyAudit` begins there. If it is interrupted, running it again
 * completes it.
 * @returns the number of deleted events
 */
export async function pruneAudit(
  db: Database,
  organizationId: string,
  from: ChangeOrigin,
  before: number,
  inSlices: InSlices = slicer(),
): Promise<number> {
  const last = await planPruning(db, organizationId, before);
  if (!last) return 0;
  const anchor = await findAnchor(db, organizationId);
  if (anchor === null || anchor.sequence < last.sequence)
    await inTransaction(db, (trx) =>
      appendAudit(trx, organizationId, from, {
        action: 'organization.audit_pruned',
        target: { kind: 'organization', id: organizationId },
        details: { through: last.sequence, hash: Buffer.from(last.hash).toString('hex') },
      }),
    );
  const through = Math.max(last.sequence, anchor?.sequence ?? 0);
  let deleted = 0;
  await inSlices(async (limit) => {
    const count = await inTransaction(db, (trx) => deleteEvents(trx, organizationId, through, limit));
    deleted += count;
    return count;
  });
  return deleted;
}
