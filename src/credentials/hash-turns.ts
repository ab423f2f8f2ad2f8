import { FairQueue } from '../storage/load/fair-queue.ts';
import { currentWork, ownWork } from '../storage/load/work.ts';

/**
 * Maximum number of concurrent password hashes. They run in Node's thread pool, which has four threads by
 * default. One stays free; otherwise DNS lookups and file access would wait for every password that someone
 * tries.
 */
const slots = 3;
/** Passwords of one organization and of all that wait. Half of one's may come from one address, such as an office's. */
const waitingPerTenant = 120;
const waiting = 360;
/** Milliseconds that a password waits for its turn. */
const patience = 10_000;
/** Milliseconds that one waits for its turn that no request waits for, such as that of a command. */
const ownPatience = 600_000;

const queue = new FairQueue({ name: 'passwords', slots, waitingPerTenant, waiting });

/**
 * Runs work that occupies a thread, when it is its turn: organizations take turns, and within one its addresses and
 * members do.
 * @throws Overloaded if too many wait, or for too long
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const by = performance.now() + (currentWork() === ownWork ? ownPatience : patience);
  return queue.run(by, work);
}
