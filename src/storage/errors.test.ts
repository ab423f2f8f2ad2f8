import { describe, expect, it } from 'vitest';
import { describeStartFailure, isRetryable, isUnavailable, StorageError } from './errors.ts';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const sqlite = (errcode: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('isUnavailable', () => {
  it.each([
    ['connection exception', withCode('08006')],
    ['administrator shutdown', withCode('57P01')],
    ['crash shutdown', withCode('57P02')],
    ['starting up', withCode('57P03')],
    ['idle session ended', withCode('57P05')],
    ['statement cancelled', withCode('57014')],
    ['too many connections', withCode('53300')],
    ['disk full', withCode('53100')],
    ['file that cannot be read', withCode('58030')],
    ['a standby that takes no writes', withCode('25006')],
    ['a deadlock, every time', withCode('40P01')],
    ['refused', withCode('ECONNREFUSED')],
    ['reset', withCode('ECONNRESET')],
    ['no such host', withCode('ENOTFOUND')],
    ['no way there', withCode('ENETUNREACH')],
    ['refused at every address', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
    ['cut', new Error('Connection terminated unexpectedly')],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['no answer in time', new Error('Query read timeout')],
    [
      'a client that broke before',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['SQLite busy', sqlite(5)],
    ['SQLite busy, extended', sqlite(517)],
    ['SQLite read-only', sqlite(8)],
    ['SQLite I/O', sqlite(266)],
    ['SQLite full', sqlite(13)],
  ])('%s: yes', (_what, error) => {
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    ['a unique index', withCode('23505')],
    ['a syntax error', withCode('42601')],
    ['no such table', withCode('42P01')],
    ['a wrong password', withCode('28P01')],
    ['SQLite constraint', sqlite(2067)],
    ['SQLite corrupt', sqlite(11)],
    ['a mistake', new TypeError('x is not a function')],
    ['no error at all', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('%s: no', (_what, error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});

describe('describeStartFailure', () => {
  it.each([
    ['a damaged file', sqlite(11), /^The database is damaged .* restore it from a backup/],
    ['no database', sqlite(26), /^The database is damaged /],
    ['a wrong password', withCode('28P01'), /^PostgreSQL refuses .* DATABASE_URL\.$/],
    ['no such database', withCode('3D000'), /^PostgreSQL refuses /],
    ['no right', withCode('42501'), /^PostgreSQL refuses /],
  ])('%s is one line for the operator', (_what, error, line) => {
    const described = describeStartFailure(error);
    expect(described).toBeInstanceOf(StorageError);
    expect(described).toMatchObject({ message: expect.stringMatching(line), cause: error });
  });

  it('leaves what may pass by itself, and our own mistakes, as they are', () => {
    for (const error of [withCode('ECONNREFUSED'), new TypeError('x'), new StorageError('x'), 'x'])
      expect(describeStartFailure(error)).toBe(error);
  });
});

it('knows a transaction that may run again', () => {
  for (const code of ['40001', '40P01']) expect(isRetryable(withCode(code))).toBe(true);
  for (const error of [withCode('23505'), 'x']) expect(isRetryable(error)).toBe(false);
});
