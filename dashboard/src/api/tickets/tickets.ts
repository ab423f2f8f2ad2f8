import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { restore, showChange } from './optimistic.ts';
import { readTicketPage } from './pages.ts';
import type { NewTicket, Ticket, TicketChange, TicketFilter, TicketPage } from './types.ts';

/** The rows of a page. */
const limit = 50;
/** How often what others change appears on a visible page, in milliseconds. */
const refetchInterval = 30_000;

/** A list of tickets that grows page by page. */
export function ticketsQuery(filter: TicketFilter) {
  return infiniteQueryOptions({
    queryKey: ['tickets', 'list', filter],
    refetchInterval,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => readTicketPage(filter, pageParam, limit, signal),
    getNextPageParam: ({ nextCursor }: TicketPage) => nextCursor,
  });
}

/** One ticket, by its ID or display ID. */
export function ticketQuery(ticketId: string) {
  return queryOptions({
    queryKey: ['tickets', 'one', ticketId],
    // Always refetched, because others change it too.
    staleTime: 0,
    refetchInterval,
    queryFn: () => call(() => api.GET('/api/v1/tickets/{ticketId}', { params: { path: { ticketId } } })),
  });
}

/** Creates a ticket. */
export function useCreateTicket() {
  return useMutation({
    mutationFn: (body: NewTicket) => call(() => api.POST('/api/v1/tickets', { body })),
    onSuccess: async (_ticket, _body, _result, { client }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['tickets'] }),
        client.invalidateQueries({ queryKey: ['boards'] }),
      ]);
    },
  });
}

/** A change of a ticket. `shown` are the new values as the pages show them. */
type Change = { readonly ticket: Ticket; readonly body: TicketChange; readonly shown: Partial<Ticket> };

/**
 * Changes a ticket. Every list and page shows the change at once; if the server refuses it, they show what was there before
 * and load the truth again.
 */
export function useChangeTicket() {
  return useMutation({
    mutationKey: ['change-ticket'],
    mutationFn: ({ ticket, body }: Change) =>
      call(() =>
        api.PATCH('/api/v1/tickets/{ticketId}', { params: { path: { ticketId: ticket.id } }, body }),
      ),
    onMutate: async ({ ticket, shown }: Change, { client }) => {
      // A response of before would undo what is shown.
      await client.cancelQueries({ queryKey: ['tickets'] });
      return showChange(client, { ...ticket, ...shown });
    },
    onSuccess: (ticket, _change, _before, { client }) => void showChange(client, ticket),
    onError: (_error, _change, before, { client }) => before && restore(client, before),
    onSettled: (_ticket, _error, _change, _before, { client }) => {
      // While another change is on its way, its response brings the truth.
      if (client.isMutating({ mutationKey: ['change-ticket'] }) > 1) return;
      void client.invalidateQueries({ queryKey: ['tickets'] });
    },
  });
}
