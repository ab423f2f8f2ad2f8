/**
 * Maximum number of concurrent password hashes. They run in Node's thread pool, which has four threads by
 * default. One stays free; otherwise DNS lookups and file access would wait for every password that someone
 * tries.
 */
const maxConcurrent = 3;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs work that occupies a thread, when a slot is free. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < maxConcurrent) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // The slot goes to the next waiting caller, or becomes free.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
