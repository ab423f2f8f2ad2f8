import { type Database, inTransaction } from '../storage/database.ts';
import type { OffspringKind, Reported, ReportProvenance } from './leak-kind.ts';

/** Credentials that are followed at most, from one report of one credential: the newest of each maker first. */
const mostFollowed = 10_000;
/** Credentials that are ended in one transaction: it holds the organization's audit chain, and has a deadline. */
const endedAtOnce = 20;

/**
 * Ends what a reported credential made, and what that made, and so on: of every kind, generation by generation. It goes
 * through what has ended already, since that may have made what lives; so a report that broke off is finished by the
 * next one of the same value.
 */
export async function endOffspring(
  db: Database,
  from: ReportProvenance,
  reported: Reported,
  kinds: readonly OffspringKind[],
): Promise<void> {
  const { organizationId, credentialId } = reported;
  const seen = new Set([credentialId]);
  for (let makers = [credentialId]; makers.length > 0; ) {
    const generation: string[] = [];
    for (const kind of kinds) {
      const made = await madeBy(db, organizationId, makers, kind, mostFollowed - seen.size);
      const fresh = made.filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      generation.push(...fresh);
      await endAll(db, from, reported, kind, fresh);
    }
    makers = generation;
  }
}

async function endAll(
  db: Database,
  from: ReportProvenance,
  { organizationId, credentialId, tell }: Reported,
  kind: OffspringKind,
  ids: readonly string[],
): Promise<void> {
  const provenance = { ...from, organizationId };
  const details = { reason: 'made with a credential that was reported as leaked', leaked: credentialId };
  for (const some of chunksOf(ids)) {
    await inTransaction(db, async (trx) => {
      const ended = await kind.end(trx, provenance, some, details);
      if (ended > 0) await tell(trx, provenance, ended);
    });
  }
}

async function madeBy(
  db: Database,
  organizationId: string,
  makers: readonly string[],
  kind: OffspringKind,
  limit: number,
): Promise<readonly string[]> {
  const made: string[] = [];
  for (const ids of chunksOf(makers)) {
    const left = limit - made.length;
    if (left <= 0) break;
    made.push(...(await kind.madeBy(db, organizationId, ids, left)));
  }
  return made;
}

function chunksOf(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / endedAtOnce);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * endedAtOnce, (index + 1) * endedAtOnce),
  );
}
