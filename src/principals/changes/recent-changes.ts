import type { Change, ChangeCursor, ChangePage } from '../../storage/changes/change-source.ts';

/** Maximum number of changes in memory. A reader that is further behind starts again. */
const capacity = 10_000;
/** What readers have to do with: tokens, connections, members and organizations. Sessions, for example, they never see. */
const relevant = /^(tok|grt|usr|org)_/;

/** What happened in an organization since a position. */
export type ChangesSince =
  /** Some may be missing: the reader must forget everything. */
  | { readonly kind: 'reset'; readonly cursor: ChangeCursor }
  | { readonly kind: 'changes'; readonly cursor: ChangeCursor; readonly subjects: string[] }
  /** The position is ahead of what this process has read; another process has read more. */
  | { readonly kind: 'ahead' };

/**
 * The newest changes, for readers outside this process, which may ask another process each time. Positions are those of
 * the database, so they mean the same in every process. What a reader costs depends on its own organization's changes only:
 * thousands can wait, and others' sign-ins must not wake them.
 */
export class RecentChanges {
  #changes: Change[] = [];
  /** The same by organization, in the same order; null is the key of those that belong to all. */
  readonly #byOrganization = new Map<string | null, Change[]>();
  /** What is visible here was read before, or has been forgotten. */
  #start: ChangeCursor | null = null;
  #cursor: ChangeCursor | null = null;
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Adds what was read. @param isContinued false if changes before this page may be missing */
  add({ changes, cursor }: ChangePage, isContinued: boolean): void {
    if (!isContinued || this.#cursor === null) {
      this.#changes = [];
      this.#byOrganization.clear();
      this.#start = cursor;
    }
    const kept = changes.filter(
      ({ organizationId, subject }) => organizationId === null || relevant.test(subject),
    );
    // One by one: a page can have more changes than a call can have arguments.
    if (isContinued) for (const change of kept) this.#keep(change);
    this.#cursor = cursor;
    if (this.#changes.length > capacity) this.#forgetOldest(cursor);
    this.#wake(isContinued ? kept : null);
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
    const isUnread = ({ position }: Change) => position >= from.next || open.has(position);
    // A change of nobody's in particular, such as one that an operator inserted, may be of any organization.
    if (this.#byOrganization.get(null)?.some(isUnread)) return { kind: 'reset', cursor };
    const unread = (this.#byOrganization.get(organizationId) ?? []).filter(isUnread);
    return { kind: 'changes', cursor, subjects: [...new Set(unread.map(({ subject }) => subject))] };
  }

  /** Resolves at an organization's next change, or when the signal aborts. */
  next(organizationId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const waiting = this.#waiting.get(organizationId) ?? new Set();
      const wake = () => {
        waiting.delete(wake);
        if (waiting.size === 0) this.#waiting.delete(organizationId);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.set(organizationId, waiting.add(wake));
    });
  }

  #keep(change: Change): void {
    this.#changes.push(change);
    const own = this.#byOrganization.get(change.organizationId);
    if (own) own.push(change);
    else this.#byOrganization.set(change.organizationId, [change]);
  }

  #forgetOldest({ server, open }: ChangeCursor): void {
    const forgotten = this.#changes.splice(0, this.#changes.length - capacity);
    this.#byOrganization.clear();
    for (const [id, own] of Map.groupBy(this.#changes, ({ organizationId }) => organizationId))
      this.#byOrganization.set(id, own);
    const next = forgotten.reduce((top, { position }) => Math.max(top, position + 1), this.#start?.next ?? 0);
    // What is still open, or was read late, is not forgotten.
    const known = new Set([...open, ...this.#changes.map(({ position }) => position)]);
    this.#start = { server, floor: next, next, open: [...known].filter((position) => position < next) };
  }

  /** Wakes the readers whom changes concern; all of them for null, and for a change that belongs to all. */
  #wake(changes: readonly Change[] | null): void {
    const ids = new Set(changes?.map(({ organizationId }) => organizationId));
    const woken = changes === null || ids.has(null) ? [...this.#waiting.keys()] : [...ids];
    for (const id of woken) if (id !== null) for (const wake of [...(this.#waiting.get(id) ?? [])]) wake();
  }
}

/** Whether everything that is visible at the second position is visible at the first. */
function includes(cursor: ChangeCursor, from: ChangeCursor): boolean {
  if (cursor.next < from.next) return false;
  const open = new Set(from.open);
  return cursor.open.every((position) => position >= from.next || open.has(position));
}
