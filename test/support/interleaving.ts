import { setImmediate } from 'node:timers/promises';

/** Calls `observe` again and again while work runs; returns what it saw. */
export async function observeDuring<Seen>(
  work: Promise<unknown>,
  observe: () => Promise<Seen>,
): Promise<Seen[]> {
  let running = true;
  const end = work.finally(() => {
    running = false;
  });
  end.catch(() => {});
  const seen: Seen[] = [];
  // On SQLite, an observation may end in the same turn of the event loop.
  for (; running; await setImmediate()) seen.push(await observe());
  await end;
  return seen;
}
