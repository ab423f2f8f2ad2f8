/**
 * Password hashes computed at one time. They run in Node's pool of threads, of which there are four unless the operator
 * set another number: one stays free, for the look-up of the database's name and for files would otherwise wait behind
 * every password that somebody tries.
 */
const atOnce = 3;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs work that keeps a thread busy, once it is its turn. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < atOnce) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // The place goes to the next who waits, or comes free.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
