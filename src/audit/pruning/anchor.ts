import { Type } from 'typebox';
import { compileExact } from '../../contract/exact-check.ts';
import type { Database } from '../../storage/database.ts';
import { lastPruning } from './queries.ts';

/** Where a chain begins after its older part was deleted: the sequence and hash of the last deleted event. */
export type Anchor = { readonly sequence: number; readonly hash: Buffer };

const checkPruning = compileExact(
  Type.Object({
    through: Type.Integer({ minimum: 1 }),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
);

/** Returns the anchor that an event of the chain declares; null if the chain was never pruned. */
export async function findAnchor(db: Database, organizationId: string): Promise<Anchor | null> {
  const event = await lastPruning(db, organizationId);
  const details = checkPruning(event ? JSON.parse(event.details) : null);
  if ('error' in details) return null;
  return { sequence: details.value.through, hash: Buffer.from(details.value.hash, 'hex') };
}
