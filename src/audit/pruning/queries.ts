import type { Database, Transaction } from '../../storage/database.ts';

/** The last event before a time; undefined if there is none. */
export function lastBefore(db: Database, organizationId: string, before: number) {
  return db
    .selectFrom('audit_events')
    .select(['sequence', 'hash'])
    .where('organization_id', '=', organizationId)
    .where('at', '<', before)
    .orderBy('at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The event that says where the chain begins since the last pruning; undefined if it was never pruned. */
export function lastPruning(db: Database, organizationId: string) {
  return db
    .selectFrom('audit_events')
    .select('details')
    .where('organization_id', '=', organizationId)
    .where('action', '=', 'organization.audit_pruned')
    .orderBy('at', 'desc')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Deletes the oldest events up to a sequence, at most `limit`, with the redactions that they declare. Returns how many. */
export async function deleteEvents(
  trx: Transaction,
  organizationId: string,
  through: number,
  limit: number,
): Promise<number> {
  const oldest = await trx
    .selectFrom('audit_events')
    .select(['sequence', 'id', 'action'])
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', through)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  const last = oldest.at(-1);
  if (!last) return 0;
  const declared = oldest.filter(({ action }) => action === 'member.erased').map(({ id }) => id);
  if (declared.length > 0)
    await trx
      .deleteFrom('audit_redactions')
      .where('organization_id', '=', organizationId)
      .where('declared_by', 'in', declared)
      .execute();
  await trx
    .deleteFrom('audit_events')
    .where('organization_id', '=', organizationId)
    .where('sequence', '<=', last.sequence)
    .execute();
  return oldest.length;
}
