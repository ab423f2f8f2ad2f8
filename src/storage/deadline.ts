import { AsyncLocalStorage } from 'node:async_hooks';
import { currentWork } from './load/work.ts';

/**
 * Default time limit in milliseconds for a statement or a whole transaction of a request: responses must
 * arrive within 2.5 s, also when the database does not respond (SPEC 11).
 */
const defaultDeadline = 1_800;
/** What is left of it at least for a request that has waited for long. */
const minimumDeadline = 500;

const current = new AsyncLocalStorage<number>();

/**
 * Sets the time limit of every statement and transaction that the work starts. For work that no request waits
 * for, or that takes long: migrations, sweeps, exports.
 */
export function withDeadline<T>(milliseconds: number, work: () => T): T {
  return current.run(milliseconds, work);
}

/**
 * Returns the deadline of a statement or transaction that starts now, on the clock of `performance.now()`. The time that
 * its request has waited in queues counts.
 */
export function deadline(): number {
  const limit = current.getStore() ?? Math.max(minimumDeadline, defaultDeadline - currentWork().waited);
  return performance.now() + limit;
}

/**
 * Waits for a value until a deadline.
 * @param onLate called after the deadline; its result is thrown
 */
export function untilDeadline<T>(value: Promise<T>, at: number, onLate: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const late = () => {
      if (!settled) reject(onLate());
    };
    // After a long turn of the event loop, the timer fires before pending input is read: read it first.
    const wait = Math.max(1, at - performance.now());
    const timer = setTimeout(() => setImmediate(() => setImmediate(late)), wait);
    const settle = () => {
      settled = true;
      clearTimeout(timer);
    };
    value.then(
      (result) => {
        settle();
        resolve(result);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
