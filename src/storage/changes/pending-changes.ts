/** Told of ids that changed, once the transaction of this process that changed them has ended. */
export type ChangeListener = (subjects: readonly string[]) => void;

/** What each running transaction has noted, and who listens to each database, by the objects themselves. */
const noted = new WeakMap<object, string[]>();
const listeners = new WeakMap<object, Set<ChangeListener>>();

/** Begins to collect what a transaction notes. */
export function collectChanges(transaction: object, subjects: string[]): void {
  noted.set(transaction, subjects);
}

/** @throws Error for a transaction that `inTransaction` did not open: nobody would be told when it commits */
export function addPendingChanges(transaction: object, subjects: readonly string[]): void {
  const collected = noted.get(transaction);
  if (!collected) throw new Error('a change of access was noted outside inTransaction');
  for (const subject of subjects) collected.push(subject);
}

export function announceChanges(database: object, subjects: readonly string[]): void {
  if (subjects.length === 0) return;
  for (const listener of listeners.get(database) ?? []) listener(subjects);
}

/** Listens to the changes that this process makes through one database; returns how to stop. */
export function onOwnChanges(database: object, listener: ChangeListener): () => void {
  const all = listeners.get(database) ?? new Set();
  listeners.set(database, all.add(listener));
  return () => void all.delete(listener);
}
