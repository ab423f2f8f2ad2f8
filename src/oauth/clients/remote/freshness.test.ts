import { expect, it } from 'vitest';
import { freshness } from './freshness.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const minutes = (count: number) => count * 60_000;

it.each([
  [{}, minutes(5)],
  [{ 'cache-control': 'max-age=60' }, minutes(1)],
  [{ 'cache-control': 'public, MAX-AGE="120", must-revalidate' }, minutes(2)],
  [{ 'cache-control': 'max-age=120', age: '60' }, minutes(1)],
  [{ 'cache-control': 'max-age=60', age: '120' }, 0],
  [{ 'cache-control': 'max-age=0' }, 0],
  [{ 'cache-control': 'max-age=-1' }, 0],
  [{ 'cache-control': 'max-age=soon' }, 0],
  [{ 'cache-control': 'max-age=60, max-age=600' }, minutes(1)],
  [{ 'cache-control': 'max-age=31536000' }, minutes(24 * 60)],
  [{ 'cache-control': 'max-age=999999999999999999999999' }, minutes(24 * 60)],
  [{ 'cache-control': 'no-store, max-age=60' }, 0],
  [{ 'cache-control': 'no-cache' }, 0],
  [{ 'cache-control': 'max-age=60', expires: 'Mon, 01 Jun 2026 13:00:00 GMT' }, minutes(1)],
  [{ expires: 'Mon, 01 Jun 2026 12:10:00 GMT' }, minutes(10)],
  [{ expires: 'Mon, 01 Jun 2026 12:10:00 GMT', date: 'Mon, 01 Jun 2026 12:09:00 GMT' }, minutes(1)],
  [{ expires: 'Mon, 01 Jun 2026 11:00:00 GMT' }, 0],
  [{ expires: 'Thu, 01 Jan 2099 00:00:00 GMT' }, minutes(24 * 60)],
  [{ expires: '0' }, 0],
])('headers %j make a document fresh for %d milliseconds', (headers, expected) => {
  expect(freshness(headers, now)).toBe(expected);
});
