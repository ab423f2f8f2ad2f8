import { type Database, inTransaction, type Transaction } from '../../storage/database.ts';
import { FairQueue } from '../../storage/load/fair-queue.ts';

/**
 * Changes of one organization's members lock the same row, so more than one at a time would only hold connections to the
 * database while they wait for each other. An identity provider sends many at once.
 */
const queue = new FairQueue({
  name: 'SCIM changes',
  slots: 4,
  slotsPerTenant: 1,
  waitingPerTenant: 200,
  waiting: 800,
});
/** Milliseconds that a change waits for its turn. */
const patience = 10_000;

/** Runs a change in a transaction when it is its turn. @throws Overloaded if too many wait, or for too long */
export function inWriteTurn<T>(db: Database, change: (trx: Transaction) => Promise<T>): Promise<T> {
  return queue.run(performance.now() + patience, () => inTransaction(db, change));
}
