import { expect, it } from 'vitest';
import { pageTitle } from './text.ts';

const page = { data: [], total: 1, page: 1, pageSize: 20, totalPages: 1 };

it.each([
  [page, '1 ticket'],
  [{ ...page, total: 0, totalPages: 0 }, '0 tickets'],
  [{ ...page, total: 21, totalPages: 2, nextCursor: 'c' }, '21 tickets, page 1 of 2; the next is page 2'],
  [{ ...page, total: 21, totalPages: 2, page: 2 }, '21 tickets, page 2 of 2'],
  [
    { ...page, total: 0, totalIsExact: false as const, totalPages: 0, nextCursor: 'c' },
    'no tickets so far, page 1; the next has the cursor c',
  ],
  [
    { ...page, total: 2, totalIsExact: false as const, totalPages: 1, page: 4 },
    'more than 2 tickets, page 4, the last',
  ],
  [
    { ...page, total: 10_000, totalIsExact: false as const, totalPages: 500, nextCursor: 'c' },
    'more than 10,000 tickets, page 1 of 500; the next is page 2',
  ],
  [
    { ...page, total: 10_000, totalIsExact: false as const, totalPages: 500, page: 500, nextCursor: 'c' },
    'more than 10,000 tickets, page 500; the next has the cursor c',
  ],
])('says how many there are and how to get the next page: %o', (found, text) => {
  expect(pageTitle('ticket', found)).toBe(text);
});
