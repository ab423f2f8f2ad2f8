import { noteChanges } from '../../storage/changes/note-changes.ts';
import type { Database, Transaction } from '../../storage/database.ts';

/** Marks an organization as deleted; returns false if it is already. */
export async function markDeleted(trx: Transaction, id: string, at: number): Promise<boolean> {
  const marked = await trx
    .updateTable('organizations')
    .set({ deleted_at: at })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  await noteChanges(trx, id, [id]);
  return marked !== undefined;
}

/** Restores an organization that was deleted after a time; returns false if there is none. */
export async function unmarkDeleted(trx: Transaction, id: string, deletedAfter: number): Promise<boolean> {
  const restored = await trx
    .updateTable('organizations')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .where('deleted_at', '>', deletedAfter)
    .where('erasing_until', 'is', null)
    .returning('id')
    .executeTakeFirst();
  await noteChanges(trx, id, [id]);
  return restored !== undefined;
}

/**
 * Claims an organization that was deleted before a time, to erase it. Of several processes, one gets it, and another one
 * continues if that one ends.
 */
export function claimErasable(
  db: Database,
  { deletedBefore, now, until }: { deletedBefore: number; now: number; until: number },
) {
  return db
    .updateTable('organizations')
    .set({ erasing_until: until })
    .where('id', '=', (eb) =>
      eb
        .selectFrom('organizations as o')
        .select('o.id')
        .where('o.deleted_at', '<=', deletedBefore)
        .where((where) =>
          where.or([where('o.erasing_until', 'is', null), where('o.erasing_until', '<', now)]),
        )
        .orderBy('o.deleted_at')
        .limit(1),
    )
    .where((eb) => eb.or([eb('erasing_until', 'is', null), eb('erasing_until', '<', now)]))
    .returning(['id', 'slug', 'deleted_at as deletedAt'])
    .executeTakeFirst();
}

/** Extends a claim; returns false if another process has it. */
export async function extendClaim(
  trx: Transaction,
  id: string,
  { claimed, until }: { readonly claimed: number; readonly until: number },
): Promise<boolean> {
  const extended = await trx
    .updateTable('organizations')
    .set({ erasing_until: until })
    .where('id', '=', id)
    .where('erasing_until', '=', claimed)
    .returning('id')
    .executeTakeFirst();
  return extended !== undefined;
}

export async function deleteOrganizationRow(trx: Transaction, id: string): Promise<void> {
  await trx.deleteFrom('organizations').where('id', '=', id).execute();
  await noteChanges(trx, id, [id]);
}
