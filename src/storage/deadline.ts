import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Milliseconds that a request waits for the database, for a statement by itself or a whole transaction: an answer has to
 * come within 2.5 s, also when the database has fallen silent (SPEC 11).
 */
const usual = 1_800;

const current = new AsyncLocalStorage<number>();

/**
 * Lets every statement and every transaction that the work begins take up to so many milliseconds. For work that no
 * request waits for, or that takes long by its nature: migrations, sweeps, exports.
 */
export function withDeadline<T>(milliseconds: number, work: () => T): T {
  return current.run(milliseconds, work);
}

/** When a statement or transaction that begins now has to be done, by the clock of `performance.now()`. */
export function deadline(): number {
  return performance.now() + (current.getStore() ?? usual);
}

/**
 * Waits for a value until a deadline.
 * @param onLate told once it has passed; what it gives is thrown
 */
export function untilDeadline<T>(value: Promise<T>, at: number, onLate: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const late = () => {
      if (!settled) reject(onLate());
    };
    // After a long turn of the event loop the timer comes before what has arrived meanwhile is read: read it first.
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
