/** Where a reader of the feed stands. */
export type ChangeCursor = {
  /** Every change below this position has been read, or will never be. */
  readonly floor: number;
  /** No change at or above this position has been read. */
  readonly next: number;
  /** Positions between the two whose changes had not committed. */
  readonly open: readonly number[];
};

/** What a read of the feed gives. */
export type ChangePage = {
  readonly subjects: readonly string[];
  readonly cursor: ChangeCursor;
  /** Whether changes may be missing between the cursor that was given and this page. */
  readonly gap: boolean;
};

/** A reader of the feed with a connection of its own, opened at the first read: it waits behind no other work. */
export type ChangeSource = {
  /** What has committed since the cursor; null: nothing yet, but where to go on from. */
  readonly read: (cursor: ChangeCursor | null) => ChangePage | Promise<ChangePage>;
  readonly close: () => Promise<void>;
};

export type ChangeRow = { readonly subject: string | null; readonly sweptBelow: number | null };

/** A page out of the rows that were read after `before`; `cursor` is where the next read goes on. */
export function changePage(
  rows: readonly ChangeRow[],
  before: ChangeCursor | null,
  cursor: ChangeCursor,
): ChangePage {
  const subjects = rows.flatMap(({ subject }) => subject ?? []);
  if (before === null) return { subjects: [], cursor, gap: false };
  const missed = rows.some(({ sweptBelow }) => sweptBelow !== null && sweptBelow > before.floor);
  // Positions that went back are another history: a standby that was promoted, or a backup.
  return { subjects, cursor, gap: missed || cursor.next < before.next };
}
