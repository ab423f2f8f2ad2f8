import { describe, expect, it } from 'vitest';
import { listOrder, type PageRequest, readPage } from '../paging.ts';

const order = listOrder('numbers', 'integer');

/** Reads a page of the numbers below a limit, and notes its queries. */
async function pageOf(end: number, request: PageRequest) {
  const queries: string[] = [];
  const page = await readPage(request, {
    order,
    count: async () => {
      queries.push('count');
      return { total: end, isExact: true };
    },
    read: async ({ after, offset, limit }) => {
      queries.push('read');
      const start = after ? after[0] + 1 : offset;
      return Array.from({ length: end }, (_, index) => index).slice(start, start + limit);
    },
    positionOf: (number) => [number],
  });
  return { ...page, queries };
}

describe('readPage', () => {
  it.each([0, 1, 3])('does not count %i rows that one page has', async (end) => {
    const { data, total, totalPages, nextCursor, queries } = await pageOf(end, { page: 1, limit: 3 });
    expect([data.length, total, totalPages, nextCursor]).toEqual([end, end, end > 0 ? 1 : 0, undefined]);
    expect(queries).toEqual(['read']);
  });

  it('counts more rows', async () => {
    const first = await pageOf(4, { page: 1, limit: 3 });
    expect([first.data, first.total, first.queries]).toEqual([[0, 1, 2], 4, ['read', 'count']]);
    const last = { data: [3], total: 4, page: 2 };
    expect(await pageOf(4, { page: 2, limit: 3 })).toMatchObject(last);
    expect(await pageOf(4, { page: 1, limit: 3, cursor: first.nextCursor })).toMatchObject(last);
    expect(await pageOf(4, { page: 3, limit: 3 })).toMatchObject({ data: [], total: 4, queries: ['count'] });
  });

  it('believes a search that says that it may not have found all', async () => {
    const page = await readPage(
      { page: 1, limit: 3 },
      { order, count: { total: 1, isExact: false }, read: async () => [7], positionOf: (row) => [row] },
    );
    expect(page).toMatchObject({ data: [7], total: 1, totalIsExact: false });
  });
});
