import { api, call } from '../client.ts';
import type { TicketFilter, TicketPage } from './types.ts';

/** Maximum number of requests for one page of a search, each of which looks at a part of the tickets. */
const mostRequests = 5;

/** Reads a page of tickets. A search goes on to older tickets until the page is full. */
export async function readTicketPage(
  filter: TicketFilter,
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<TicketPage> {
  let all = await readOnce(filter, cursor, limit, signal);
  for (let requests = 1; requests < mostRequests; requests += 1) {
    const { data, total, searched, nextCursor } = all;
    if (!searched || nextCursor === undefined || data.length >= limit) break;
    const next = await readOnce(filter, nextCursor, limit - data.length, signal);
    all = { ...next, data: [...data, ...next.data], total: total + next.total };
  }
  return all;
}

function readOnce(
  filter: TicketFilter,
  cursor: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<TicketPage> {
  const query = { ...filter, limit, ...(cursor === null ? {} : { cursor }) };
  return call(() => api.GET('/api/v1/tickets', { params: { query }, signal }));
}

/** How many tickets a list has, as far as its pages know. `isExact` is false if there can be more. */
export function countOfPages(pages: readonly TicketPage[]): { total: number; isExact?: false } {
  const [first] = pages;
  const last = pages.at(-1);
  const read = pages.reduce((sum, { data }) => sum + data.length, 0);
  if (!first || !last) return { total: 0 };
  // Each page of a search counts the matches among the tickets that it looked at.
  if (last.nextCursor === undefined) return { total: read };
  return { total: Math.max(first.total, read), ...(first.totalIsExact === false && { isExact: false }) };
}

/** Whether a search has not looked at all tickets yet. */
export function canSearchOlder(pages: readonly TicketPage[]): boolean {
  return pages.at(-1)?.searched?.isComplete === false;
}
