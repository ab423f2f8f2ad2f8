/** The database is not usable as configured. The message is one line for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/**
 * The database is unavailable, while the request may be valid. Only the drivers throw it: they know whether
 * an error occurred on the way to the database, while waiting, or in the statement.
 */
export class DatabaseUnavailable extends Error {
  override readonly name: string = 'DatabaseUnavailable';
  /** The code of its cause, if any. */
  readonly code: string | undefined;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.code = codeOf(cause);
  }
}

/** The connection was lost during a commit, so it is unknown whether the change was saved. */
export class OutcomeUnknown extends DatabaseUnavailable {
  override readonly name = 'OutcomeUnknown';
}

/** SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN: primary result codes, the low byte of errcode. */
const unavailableSqlite: readonly unknown[] = [5, 6, 8, 10, 13, 14];
/** SQLITE_CORRUPT, NOTADB. */
const damagedSqlite: readonly unknown[] = [11, 26];
/** Wrong user or password, no such database, no right to it: only the operator can fix these. */
const refusedCodes = /^(28\w{3}|3D000|42501)$/;

/** Whether an error means that the database is unavailable, while the request may be valid. */
export function isUnavailable(error: unknown): error is DatabaseUnavailable {
  return error instanceof DatabaseUnavailable;
}

/** Whether a transaction can be retried: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** Whether PostgreSQL gave up waiting for a lock (lock_not_available). */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/**
 * Converts a database error at startup to a StorageError if only the operator can fix it; returns other
 * errors unchanged.
 */
export function describeStartFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  if (damagedSqlite.includes(sqliteCode(error))) {
    return new StorageError(
      `The database is damaged (${error.message}). Nothing was changed. Restore it from a backup, or change DATABASE_URL.`,
      { cause: error },
    );
  }
  if (refusedCodes.test(codeOf(error) ?? '')) {
    return new StorageError(
      `PostgreSQL rejects the connection (${error.message}). Check the user, password and database name in DATABASE_URL.`,
      { cause: error },
    );
  }
  return error;
}

/** Converts an error of node:sqlite: locked, read-only, full or inaccessible means unavailable. */
export function sqliteFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !unavailableSqlite.includes(sqliteCode(error))) return error;
  return new DatabaseUnavailable(error.message, error);
}

/** Whether another process holds SQLite's write lock (SQLITE_BUSY). */
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
