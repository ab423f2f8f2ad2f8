import type { Change, ChangeCursor, ChangePage } from '../../storage/changes/change-source.ts';

/** Maximum number of changes in memory. A reader that is further behind starts again. */
const capacity = 10_000;

/** What happened in an organization since a position. */
export type ChangesSince =
  /** Some may be missing: the reader must forget everything. */
  | { readonly kind: 'reset'; readonly cursor: ChangeCursor }
  | { readonly kind: 'changes'; readonly cursor: ChangeCursor; readonly subjects: readonly string[] }
  /** The position is ahead of what this process has read; another process has read more. */
  | { readonly kind: 'ahead' };

/**
 * The newest changes, for readers outside this process, which may ask another process each time. Positions are those of
 * the database, so they mean the same in every process.
 */
export class RecentChanges {
  #changes: Change[] = [];
  /** What is visible here was read before, or has been forgotten. */
  #start: ChangeCursor | null = null;
  #cursor: ChangeCursor | null = null;
  readonly #waiting = new Set<() => void>();

  /** Adds what was read. @param isContinued false if changes before this page may be missing */
  add({ changes, cursor }: ChangePage, isContinued: boolean): void {
    if (!isContinued || this.#cursor === null) {
      this.#changes = [];
      this.#start = cursor;
    }
    this.#cursor = cursor;
    if (isContinued) this.#changes.push(...changes);
    if (this.#changes.length > capacity) this.#forgetOldest(cursor);
    if (changes.length > 0 || !isContinued) this.#wake();
  }

  /**
   * Returns an organization's changes since a cursor; for null, only the current position.
   * @returns undefined before the first read
   */
  since(organizationId: string, from: ChangeCursor | null): ChangesSince | undefined {
    const cursor = this.#cursor;
    if (!cursor) return undefined;
    if (!from || from.server !== cursor.server || !includes(from, this.#start ?? cursor))
      return { kind: 'reset', cursor };
    if (!includes(cursor, from)) return { kind: 'ahead' };
    const open = new Set(from.open);
    const unread = this.#changes.filter(
      (change) =>
        (change.position >= from.next || open.has(change.position)) &&
        (change.organizationId === null || change.organizationId === organizationId),
    );
    // A change of nobody's in particular, such as one that an operator inserted, may be of any organization.
    if (unread.some((change) => change.organizationId === null)) return { kind: 'reset', cursor };
    return { kind: 'changes', cursor, subjects: [...new Set(unread.map(({ subject }) => subject))] };
  }

  /** Resolves at the next change of any organization, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  #forgetOldest({ server, open }: ChangeCursor): void {
    const forgotten = this.#changes.splice(0, this.#changes.length - capacity);
    const next = forgotten.reduce((top, { position }) => Math.max(top, position + 1), this.#start?.next ?? 0);
    // What is still open, or was read late, is not forgotten.
    const known = new Set([...open, ...this.#changes.map(({ position }) => position)]);
    this.#start = { server, floor: next, next, open: [...known].filter((position) => position < next) };
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Whether everything that is visible at the second position is visible at the first. */
function includes(cursor: ChangeCursor, from: ChangeCursor): boolean {
  if (cursor.next < from.next) return false;
  const open = new Set(from.open);
  return cursor.open.every((position) => position >= from.next || open.has(position));
}
