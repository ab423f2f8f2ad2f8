import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { DescendantKind, ReportedCredential } from '../contract/hooks.ts';
import { type Database, inTransaction } from '../storage/database.ts';

/** Maximum number of descendants that one report follows, the newest of each credential first. */
const maxDescendants = 10_000;
/** Credentials revoked per transaction: it locks the organization's audit chain and has a deadline. */
const batchSize = 20;

/**
 * Revokes all descendants of a reported credential, of every kind, generation by generation. It also follows
 * revoked credentials, because their descendants may be active; so a repeated report completes an interrupted
 * one.
 */
export async function revokeDescendants(
  db: Database,
  from: ChangeOrigin,
  reported: ReportedCredential,
  kinds: readonly DescendantKind[],
): Promise<void> {
  const { organizationId, credentialId } = reported;
  const seen = new Set([credentialId]);
  for (let creators = [credentialId]; creators.length > 0; ) {
    const generation: string[] = [];
    for (const kind of kinds) {
      const found = await createdWith(db, organizationId, creators, kind, maxDescendants - seen.size);
      const fresh = found.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      generation.push(...fresh);
      await revokeAll(db, from, reported, kind, fresh);
    }
    creators = generation;
  }
}

async function revokeAll(
  db: Database,
  from: ChangeOrigin,
  { organizationId, credentialId, notifyOwner }: ReportedCredential,
  kind: DescendantKind,
  ids: readonly string[],
): Promise<void> {
  const details = { reason: 'created with a credential that was reported as leaked', leaked: credentialId };
  for (const batch of batchesOf(ids)) {
    await inTransaction(db, async (trx) => {
      const revoked = await kind.revoke(trx, organizationId, from, batch, details);
      if (revoked > 0) await notifyOwner(trx, from, revoked);
    });
  }
}

async function createdWith(
  db: Database,
  organizationId: string,
  creators: readonly string[],
  kind: DescendantKind,
  limit: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const ids of batchesOf(creators)) {
    const left = limit - found.length;
    if (left <= 0) break;
    found.push(...(await kind.createdWith(db, organizationId, ids, left)));
  }
  return found;
}

function batchesOf(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / batchSize);
  return Array.from({ length: count }, (_, index) => ids.slice(index * batchSize, (index + 1) * batchSize));
}
