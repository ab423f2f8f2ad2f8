/** Called with IDs that changed, after the transaction of this process has ended. */
export type ChangeListener = (subjects: readonly string[]) => void;

/** The changes of each running transaction, and the listeners of each database. */
const pending = new WeakMap<object, string[]>();
const listeners = new WeakMap<object, Set<ChangeListener>>();

/** Starts to collect the changes of a transaction. */
export function collectChanges(transaction: object, subjects: string[]): void {
  pending.set(transaction, subjects);
}

/**
 * @throws Error for a transaction that `inTransaction` did not open, because its listeners would not be
 * called
 */
export function addPendingChanges(transaction: object, subjects: readonly string[]): void {
  const collected = pending.get(transaction);
  if (!collected) throw new Error('a change was noted outside inTransaction');
  for (const subject of subjects) collected.push(subject);
}

export function announceChanges(database: object, subjects: readonly string[]): void {
  if (subjects.length === 0) return;
  for (const listener of listeners.get(database) ?? []) listener(subjects);
}

/** Listens to changes that this process makes through a database. Returns a function that stops listening. */
export function onOwnChanges(database: object, listener: ChangeListener): () => void {
  const all = listeners.get(database) ?? new Set();
  listeners.set(database, all.add(listener));
  return () => void all.delete(listener);
}
