import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Database } from '../../storage/database.ts';
import { lastPruning } from './queries.ts';

/** Where a chain begins after its older part was deleted: the sequence and hash of the last deleted event. */
export type Anchor = { readonly sequence: number; readonly hash: Buffer };

const Pruning = Type.Object({
  through: Type.Integer({ minimum: 1 }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

/** Returns the anchor that an event of the chain declares; null if the chain was never pruned. */
export async function findAnchor(db: Database, organizationId: string): Promise<Anchor | null> {
  const event = await lastPruning(db, organizationId);
  const details: unknown = event ? JSON.parse(event.details) : null;
  if (!Value.Check(Pruning, details)) return null;
  return { sequence: details.through, hash: Buffer.from(details.hash, 'hex') };
}
