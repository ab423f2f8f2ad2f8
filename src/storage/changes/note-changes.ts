import { compileOnce, type Placeholders } from '../compile-once.ts';
import type { Transaction } from '../database.ts';
import { among } from '../dialects/queries/among.ts';
import { addPendingChanges } from './pending-changes.ts';

const insertChange = compileOnce(
  (
    db,
    {
      organizationId,
      subject,
    }: Placeholders<{ readonly organizationId: string | null; readonly subject: string }>,
  ) => db.insertInto('changes').values({ organization_id: organizationId, subject, swept_below: null }),
  { unread: true },
);

/** Rows per statement, well under the parameter limits of both databases. */
const batchSize = 5_000;

/**
 * Adds IDs to the change feed: tokens, sessions, connections, members or organizations whose access has
 * changed. Call it in the transaction of the change, so that both commit together; every process then drops
 * its cached records, and the organization's resource servers theirs.
 * @param organizationId whose they are; null if they belong to all
 */
export async function noteChanges(
  trx: Transaction,
  organizationId: string | null,
  ids: readonly string[],
): Promise<void> {
  addPendingChanges(trx, ids);
  // Usually there is one ID, for which the query is precompiled.
  const [subject] = ids;
  if (subject !== undefined && ids.length === 1) {
    await insertChange(trx, { organizationId, subject });
    return;
  }
  for (let start = 0; start < ids.length; start += batchSize) {
    const rows = ids
      .slice(start, start + batchSize)
      .map((subject) => ({ organization_id: organizationId, subject, swept_below: null }));
    await trx.insertInto('changes').values(rows).execute();
  }
}

/**
 * Deletes at most `limit` changes below a position that every current reader has passed; returns how many. A marker
 * stays, so that a reader that fell behind notices missed changes.
 */
export async function sweepChanges(trx: Transaction, below: number, limit: number): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('changes')
    .where(
      among(
        trx,
        'id',
        trx
          .selectFrom('changes')
          .select('id')
          .where('position', '<', below)
          .where('subject', 'is not', null)
          .orderBy('position')
          .limit(limit),
      ),
    )
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return 0;
  // Another process may have swept further, and its marker stays.
  await trx.deleteFrom('changes').where('swept_below', '<=', below).execute();
  await trx
    .insertInto('changes')
    .values({ organization_id: null, subject: null, swept_below: below })
    .execute();
  return Number(numDeletedRows);
}
