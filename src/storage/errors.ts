/** A database that cannot be used as configured; the message is one line for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/**
 * Codes of a database that is away, starting, stopping, full, locked, read-only for now, or too slow: PostgreSQL's,
 * and the socket's. A deadlock or a failed serialization comes here only after every retry.
 */
const unavailableCodes =
  /^(08\w{3}|57P0[1-5]|57014|53\w{3}|58\w{3}|25006|40001|40P01|55P03|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|ENETRESET)$/;
const unavailableMessages =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client (was closed|has encountered a connection error)/i;
/** SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN: primary result codes, the low byte of errcode. */
const unavailableSqlite: readonly unknown[] = [5, 6, 8, 10, 13, 14];
/** SQLITE_CORRUPT, NOTADB. */
const damagedSqlite: readonly unknown[] = [11, 26];
/** Wrong user or password, no such database, no right to it: what only the operator can mend. */
const refusedCodes = /^(28\w{3}|3D000|42501)$/;

/** Whether an error means that the database cannot be used now, while the request itself may be right. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (unavailableSqlite.includes(sqliteCode(error))) return true;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && unavailableCodes.test(code)) return true;
  return unavailableMessages.test(error.message);
}

/** Whether a transaction lost to another and may simply run again: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');
}

/**
 * What goes wrong with the database at start, as the operator should read it: a StorageError where only they can mend
 * it, else the error as it is.
 */
export function describeStartFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError || isUnavailable(error)) return error;
  if (damagedSqlite.includes(sqliteCode(error))) {
    return new StorageError(
      `The database is damaged (${error.message}). Nothing was changed: restore it from a backup, or change DATABASE_URL.`,
      { cause: error },
    );
  }
  if ('code' in error && typeof error.code === 'string' && refusedCodes.test(error.code)) {
    return new StorageError(
      `PostgreSQL refuses (${error.message}): check the user, the password and the name in DATABASE_URL.`,
      { cause: error },
    );
  }
  return error;
}

/** Whether another process has SQLite's write lock (SQLITE_BUSY). */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && sqliteCode(error) === 5;
}

function sqliteCode(error: Error): number | null {
  const isSqlite = 'code' in error && error.code === 'ERR_SQLITE_ERROR';
  return isSqlite && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}
