/** A database that cannot be used as configured; the message is one line for the operator. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Codes of a database that is away, starting, stopping, full or locked: PostgreSQL's, SQLite's and the socket's. */
const unavailableCodes =
  /^(08\w{3}|57P0[1-3]|53\d{3}|58\w{3}|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const unavailableMessages =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error/i;
/** SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN: primary result codes, the low byte of errcode. */
const unavailableSqlite: readonly unknown[] = [5, 6, 8, 10, 13, 14];

/** Whether an error means that the database cannot be used now, while the request itself may be right. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_SQLITE_ERROR') {
    return (
      'errcode' in error &&
      typeof error.errcode === 'number' &&
      unavailableSqlite.includes(error.errcode & 0xff)
    );
  }
  if (typeof code === 'string' && unavailableCodes.test(code)) return true;
  return unavailableMessages.test(error.message);
}

/** Whether a unique index refused a row: the thing is there already. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code === '23505') return true;
  return 'errcode' in error && (error.errcode === 2067 || error.errcode === 1555);
}

/** Whether a transaction lost to another and may simply run again: serialization failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');
}
