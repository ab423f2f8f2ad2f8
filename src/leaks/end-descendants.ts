import type { ChangeOrigin } from '../contract/change-origin.ts';
import type { DescendantKind, Reported } from '../contract/hooks.ts';
import { type Database, inTransaction } from '../storage/database.ts';

/** Maximum number of descendants that one report follows, the newest of each credential first. */
const mostFollowed = 10_000;
/** Credentials revoked per transaction: it locks the organization's audit chain and has a deadline. */
const endedAtOnce = 20;

/**
 * Revokes all descendants of a reported credential, of every kind, generation by generation. It also follows
 * revoked credentials, because their descendants may be active; so a repeated report completes an interrupted
 * one.
 */
export async function endDescendants(
  db: Database,
  from: ChangeOrigin,
  reported: Reported,
  kinds: readonly DescendantKind[],
): Promise<void> {
  const { organizationId, credentialId } = reported;
  const seen = new Set([credentialId]);
  for (let creators = [credentialId]; creators.length > 0; ) {
    const generation: string[] = [];
    for (const kind of kinds) {
      const made = await createdWith(db, organizationId, creators, kind, mostFollowed - seen.size);
      const fresh = made.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      generation.push(...fresh);
      await endAll(db, from, reported, kind, fresh);
    }
    creators = generation;
  }
}

async function endAll(
  db: Database,
  from: ChangeOrigin,
  { organizationId, credentialId, tell }: Reported,
  kind: DescendantKind,
  ids: readonly string[],
): Promise<void> {
  const details = { reason: 'created with a credential that was reported as leaked', leaked: credentialId };
  for (const some of chunksOf(ids)) {
    await inTransaction(db, async (trx) => {
      const ended = await kind.end(trx, organizationId, from, some, details);
      if (ended > 0) await tell(trx, from, ended);
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
  const made: string[] = [];
  for (const ids of chunksOf(creators)) {
    const left = limit - made.length;
    if (left <= 0) break;
    made.push(...(await kind.createdWith(db, organizationId, ids, left)));
  }
  return made;
}

function chunksOf(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / endedAtOnce);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * endedAtOnce, (index + 1) * endedAtOnce),
  );
}
