/** The position of a change feed reader. */
export type ChangeCursor = {
  /** Every change below this position has been read or will never exist. */
  readonly floor: number;
  /** No change at or above this position has been read. */
  readonly next: number;
  /** Positions between the two whose changes had not committed yet. */
  readonly open: readonly number[];
  /** Identifies the server whose positions these are. Those of another one, or after its crash, do not continue them. */
  readonly server: string;
};

/** A change, with the organization that it belongs to; null for all of them, and for what an operator inserts by hand. */
export type Change = {
  readonly position: number;
  readonly organizationId: string | null;
  readonly subject: string;
};

/** The result of one read of the feed. */
export type ChangePage = {
  readonly changes: readonly Change[];
  readonly cursor: ChangeCursor;
  /** Whether changes between the given cursor and this page may be missing. */
  readonly gap: boolean;
};

/**
 * Reads the change feed over its own connection, opened at the first read, so that it never waits for other
 * work.
 */
export type ChangeSource = {
  /** Returns what has committed since the cursor. For null, returns no changes, only the current position. */
  readonly read: (cursor: ChangeCursor | null) => ChangePage | Promise<ChangePage>;
  readonly close: () => Promise<void>;
};

export type ChangeRow = {
  readonly position: number | null;
  readonly organizationId: string | null;
  readonly subject: string | null;
  readonly sweptBelow: number | null;
};

/** Builds a page from the rows read after `before`. The next read continues at `cursor`. */
export function changePage(
  rows: readonly ChangeRow[],
  before: ChangeCursor | null,
  cursor: ChangeCursor,
): ChangePage {
  if (before === null) return { changes: [], cursor, gap: false };
  const changes = rows.flatMap(({ position, organizationId, subject }) =>
    position === null || subject === null ? [] : [{ position: Number(position), organizationId, subject }],
  );
  const missed = rows.some(({ sweptBelow }) => sweptBelow !== null && sweptBelow > before.floor);
  // Another server is a promoted standby, or has a restored backup. Positions that went back mean the same.
  const isContinued = cursor.server === before.server && cursor.next >= before.next;
  return { changes, cursor, gap: missed || !isContinued };
}
