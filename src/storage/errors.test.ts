import { Client, DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { connectFailure, giveUp, statementFailure } from './dialects/postgres-failures.ts';
import {
  DatabaseUnavailable,
  describeStartFailure,
  isRetryable,
  isUnavailable,
  OutcomeUnknown,
  StorageError,
  sqliteFailure,
} from './errors.ts';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const ofServer = (code: string, message = 'x') =>
  Object.assign(new DatabaseError(message, 1, 'error'), { code });
const sqlite = (errcode: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('isUnavailable', () => {
  it('depends on where an error occurred, not on its message', () => {
    const error = new Error('any message');
    const client = new Client();
    expect(isUnavailable(connectFailure(error))).toBe(true);
    expect(statementFailure(error, client, false)).toBe(error);
    giveUp(client);
    expect(statementFailure(error, client, false)).toMatchObject({ message: error.message, cause: error });
    expect(isUnavailable(new Error('Connection terminated unexpectedly'))).toBe(false);
    expect(isUnavailable('ECONNREFUSED')).toBe(false);
  });

  it('keeps the code of a failed connection, and the first reason of several addresses', () => {
    const refused = [withCode('ECONNREFUSED', 'connect ECONNREFUSED ::1:5432'), withCode('ECONNREFUSED')];
    expect(connectFailure(new AggregateError(refused)).message).toBe('connect ECONNREFUSED ::1:5432');
    expect(connectFailure(ofServer('28P01')).code).toBe('28P01');
    const already = new DatabaseUnavailable('x');
    expect(connectFailure(already)).toBe(already);
  });

  it.each([
    '08006',
    '28000',
    '3D000',
    '53100',
    '57P01',
    '57P03',
    '57P05',
    '58030',
    '25006',
    '25P03',
    '40001',
    '40P01',
    '55P03',
    '57014',
  ])('counts the server error %s as unavailable', (code) => {
    expect(statementFailure(ofServer(code), new Client(), false)).toMatchObject({
      code,
      name: 'DatabaseUnavailable',
    });
  });

  it.each(['23505', '42601', '42P01', '42501', '22021', '25P02', '0A000', '26000', 'XX000'])(
    'does not count the server error %s as unavailable',
    (code) => {
      const error = ofServer(code);
      expect(statementFailure(error, new Client(), false)).toBe(error);
    },
  );

  it.each(['26000', '0A000'])(
    'counts %s as unavailable for a named statement that the session lost',
    (code) => {
      expect(isUnavailable(statementFailure(ofServer(code), new Client(), true))).toBe(true);
    },
  );

  it.each([
    ['busy', 5, true],
    ['busy, extended', 517, true],
    ['read-only', 8, true],
    ['I/O', 266, true],
    ['full', 13, true],
    ['a constraint', 2067, false],
    ['corrupt', 11, false],
  ])('classifies the SQLite error "%s" (%d) as %s', (_what, errcode, unavailable) => {
    expect(isUnavailable(sqliteFailure(sqlite(errcode)))).toBe(unavailable);
  });
});

describe('describeStartFailure', () => {
  it.each([
    ['a damaged file', sqlite(11), /^The database is damaged .* Restore it from a backup/],
    ['no database', sqlite(26), /^The database is damaged /],
    ['a wrong password', connectFailure(ofServer('28P01')), /^PostgreSQL rejects .* DATABASE_URL\.$/],
    ['no such database', connectFailure(ofServer('3D000')), /^PostgreSQL rejects /],
    ['no right', ofServer('42501'), /^PostgreSQL rejects /],
  ])('describes %s in one line for the operator', (_what, error, line) => {
    const described = describeStartFailure(error);
    expect(described).toBeInstanceOf(StorageError);
    expect(described).toMatchObject({ message: expect.stringMatching(line), cause: error });
  });

  it('returns temporary errors and program errors unchanged', () => {
    for (const error of [
      connectFailure(withCode('ECONNREFUSED')),
      new TypeError('x'),
      new StorageError('x'),
      'x',
    ])
      expect(describeStartFailure(error)).toBe(error);
  });
});

it('isRetryable recognizes transactions that may be retried', () => {
  for (const code of ['40001', '40P01']) {
    expect(isRetryable(ofServer(code))).toBe(true);
    expect(isRetryable(statementFailure(ofServer(code), new Client(), false))).toBe(true);
  }
  for (const error of [ofServer('23505'), new OutcomeUnknown('x'), 'x'])
    expect(isRetryable(error)).toBe(false);
});
