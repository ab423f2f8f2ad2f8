import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Ticket, TicketFilter, TicketPage } from './types.ts';

type List = InfiniteData<TicketPage, string | null>;
/** What the pages showed before a change. */
type Before = readonly (readonly [QueryKey, unknown])[];

/** Shows a ticket as it will be, in all lists and on its own page. Returns what was shown before. */
export function showChange(client: QueryClient, ticket: Ticket): Before {
  const before = client.getQueriesData({ queryKey: ['tickets'] });
  for (const [key] of before) {
    const [, kind, parameter] = key;
    if (kind === 'one')
      client.setQueryData<Ticket>(key, (current) => (current?.id === ticket.id ? ticket : current));
    if (kind === 'list')
      client.setQueryData<List>(key, (list) => list && withTicket(list, parameter as TicketFilter, ticket));
  }
  return before;
}

/** Shows what was shown before. */
export function restore(client: QueryClient, before: Before): void {
  for (const [key, data] of before) client.setQueryData(key, data);
}

/**
 * Returns a list with a changed ticket: in its place, at the start of a list that it has come to, or without it if it no
 * longer passes the filter. A search keeps its tickets.
 */
function withTicket(list: List, filter: TicketFilter, ticket: Ticket): List {
  const isListed = list.pages.some(({ data }) => data.some(({ id }) => id === ticket.id));
  const belongs = passes(ticket, filter);
  if (!isListed && (!belongs || filter.search !== undefined)) return list;
  const difference = Number(belongs) - Number(isListed);
  const pages = list.pages.map((page, index) => {
    const data = belongs
      ? page.data.map((row) => (row.id === ticket.id ? ticket : row))
      : page.data.filter(({ id }) => id !== ticket.id);
    const added = !isListed && belongs && index === 0 ? [ticket, ...data] : data;
    return { ...page, data: added, total: page.total + difference };
  });
  return { ...list, pages };
}

function passes(ticket: Ticket, { boardId, status, priority, assigneeId }: TicketFilter): boolean {
  return (
    (boardId ?? ticket.boardId) === ticket.boardId &&
    (status ?? ticket.status) === ticket.status &&
    (priority ?? ticket.priority) === ticket.priority &&
    (assigneeId === undefined || assigneeId === (ticket.assignee?.id ?? 'none'))
  );
}
