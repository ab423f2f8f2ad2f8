/** A database that cannot be used as configured; the message is one line for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/**
 * The database cannot be used now, while the request itself may be right. Thrown by the drivers alone: they know whether
 * an error arose on the way to the database, in the wait for it, or in the statement.
 */
export class DatabaseUnavailable extends Error {
  override readonly name: string = 'DatabaseUnavailable';
  /** The code of its cause, where that has one. */
  readonly code: string | undefined;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.code = codeOf(cause);
  }
}

/** The connection was lost while a change was committed: whether it was made is not known. */
export class OutcomeUnknown extends DatabaseUnavailable {
  override readonly name = 'OutcomeUnknown';
}

/** SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN: primary result codes, the low byte of errcode. */
const unavailableSqlite: readonly unknown[] = [5, 6, 8, 10, 13, 14];
/** SQLITE_CORRUPT, NOTADB. */
const damagedSqlite: readonly unknown[] = [11, 26];
/** Wrong user or password, no such database, no right to it: what only the operator can mend. */
const refusedCodes = /^(28\w{3}|3D000|42501)$/;

/** Whether an error means that the database cannot be used now, while the request itself may be right. */
export function isUnavailable(error: unknown): error is DatabaseUnavailable {
  return error instanceof DatabaseUnavailable;
}

/** Whether a transaction lost to another and may simply run again: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/**
 * What goes wrong with the database at start, as the operator should read it: a StorageError where only they can mend
 * it, else the error as it is.
 */
export function describeStartFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  if (damagedSqlite.includes(sqliteCode(error))) {
    return new StorageError(
      `The database is damaged (${error.message}). Nothing was changed: restore it from a backup, or change DATABASE_URL.`,
      { cause: error },
    );
  }
  if (refusedCodes.test(codeOf(error) ?? '')) {
    return new StorageError(
      `PostgreSQL refuses (${error.message}): check the user, the password and the name in DATABASE_URL.`,
      { cause: error },
    );
  }
  return error;
}

/** An error of node:sqlite as it is thrown on: locked, read-only, full or out of reach is unavailable. */
export function sqliteFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !unavailableSqlite.includes(sqliteCode(error))) return error;
  return new DatabaseUnavailable(error.message, error);
}

/** Whether another process has SQLite's write lock (SQLITE_BUSY). */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && sqliteCode(error) === 5;
}

function sqliteCode(error: Error): number | null {
  const isSqlite = 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  return isSqlite && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
