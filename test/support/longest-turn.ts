/**
 * Does work and returns the longest turn of the event loop meanwhile, in milliseconds of this thread's processor time: a
 * busy machine makes a turn last longer, but not do more.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let watching = true;
  let last = threadTime();
  const watch = () => {
    const now = threadTime();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(watch);
  };
  setImmediate(watch);
  try {
    await work();
  } finally {
    watching = false;
    watch();
  }
  return longest;
}

function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
