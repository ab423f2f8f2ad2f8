import type { TicketFilter } from '../../api/tickets/types.ts';
import { knownValue, priorities, sorts, statuses } from '../../shared/tickets/words.ts';
import { useAddressQuery } from '../../ui/hooks/use-address-query.ts';

/** The filter of the API for the tickets of nobody. */
export const nobody = 'none';
const userId = /^(usr_[0-9a-z]{23}|none)$/;
const mostSearched = 200;

/** What a board's page shows, from its address. */
export function useBoardFilter() {
  const address = useAddressQuery();
  const text = (name: string) => address.get(name, () => true);
  const search = (text('search') ?? '').slice(0, mostSearched);
  const assigneeId = address.get('assignee', (value) => userId.test(value));
  const found = {
    view: text('view') === 'list' ? ('list' as const) : ('board' as const),
    search,
    status: knownValue(statuses, text('status')),
    priority: knownValue(priorities, text('priority')),
    assigneeId,
    sort: knownValue(sorts, text('sort')) ?? 'newest',
  };
  const isFiltered =
    search !== '' ||
    (found.view === 'list' && found.status !== undefined) ||
    found.priority !== undefined ||
    assigneeId !== null;
  return {
    ...found,
    isFiltered,
    change: address.change,
    clear: () => address.change({ search: null, status: null, priority: null, assignee: null }),
  };
}

export type BoardFilter = ReturnType<typeof useBoardFilter>;

/** Returns the filter of the API. A search has its own order. */
export function apiFilter(boardId: string, filter: BoardFilter): TicketFilter {
  const { search, status, priority, assigneeId, sort, view } = filter;
  return {
    boardId,
    ...(search.trim() === '' ? { sort } : { search: search.trim() }),
    ...(status !== undefined && view === 'list' ? { status } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(assigneeId === null ? {} : { assigneeId }),
  };
}
