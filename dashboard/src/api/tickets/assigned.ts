import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { Status, Ticket } from './types.ts';

/** As many tickets are shown. */
const limit = 5;
const open: readonly Status[] = ['IN_PROGRESS', 'TODO'];

/** The newest open tickets that are assigned to a member, those in progress first. */
export function assignedTicketsQuery(assigneeId: string) {
  return queryOptions({
    queryKey: ['tickets', 'assigned', assigneeId],
    queryFn: async (): Promise<readonly Ticket[]> => {
      const lists = await Promise.all(
        open.map((status) =>
          call(() => api.GET('/api/v1/tickets', { params: { query: { assigneeId, status, limit } } })),
        ),
      );
      return lists.flatMap(({ data }) => data).slice(0, limit);
    },
  });
}
