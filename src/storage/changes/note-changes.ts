import { compileOnce, type Placeholders } from '../compile-once.ts';
import type { Transaction } from '../database.ts';
import { addPendingChanges } from './pending-changes.ts';

const insertChange = compileOnce(
  (db, { subject }: Placeholders<{ readonly subject: string }>) =>
    db.insertInto('changes').values({ subject, swept_below: null }),
  { unread: true },
);

/** Rows in one statement, well under the parameter limits of both databases. */
const batchSize = 5_000;

/**
 * Notes in the feed that what requests are judged by has changed: for the token, session, connection, member or
 * organization of each id. Called beside the statement that changes it, so that both commit together; every process
 * then forgets what it remembers of it.
 */
export async function noteChanges(trx: Transaction, ids: readonly string[]): Promise<void> {
  addPendingChanges(trx, ids);
  // Nearly always one: for that the query is compiled already.
  const [subject] = ids;
  if (subject !== undefined && ids.length === 1) {
    await insertChange(trx, { subject });
    return;
  }
  for (let start = 0; start < ids.length; start += batchSize) {
    const rows = ids.slice(start, start + batchSize).map((subject) => ({ subject, swept_below: null }));
    await trx.insertInto('changes').values(rows).execute();
  }
}

/**
 * Forgets the changes below a position, which every reader that keeps up has read long ago. A mark stays, by which one
 * that did not keep up sees that it has missed some.
 */
export async function sweepChanges(trx: Transaction, below: number): Promise<void> {
  const swept = await trx
    .deleteFrom('changes')
    .where('position', '<', below)
    .where('subject', 'is not', null)
    .executeTakeFirst();
  if (swept.numDeletedRows === 0n) return;
  // Another process may have swept further meanwhile: its mark stays.
  await trx.deleteFrom('changes').where('swept_below', '<=', below).execute();
  await trx.insertInto('changes').values({ subject: null, swept_below: below }).execute();
}
