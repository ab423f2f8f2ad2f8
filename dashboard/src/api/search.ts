import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call } from './client.ts';
import { readTicketPage } from './tickets/pages.ts';

/** As many results of each kind are shown. */
const limit = 5;

/** The tickets that match a text best. */
export function foundTicketsQuery(search: string) {
  return queryOptions({
    queryKey: ['tickets', 'found', search],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { data } = await readTicketPage({ search }, null, limit, signal);
      return data.map(({ displayId, title }) => ({ displayId, title }));
    },
  });
}

/** The members whose name or email has the words of a text, for admins. */
export function foundMembersQuery(search: string) {
  return queryOptions({
    queryKey: ['members', 'found', search],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const { data } = await call(() => api.GET('/api/v1/users', { params: { query: { search, limit } } }));
      return data.map(({ id, name, email }) => ({ id, name, email }));
    },
  });
}

/** The active tokens of all members whose name, owner or last four characters match a text, for admins. */
export function foundTokensQuery(search: string) {
  return queryOptions({
    queryKey: ['tokens', 'found', search],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const query = { search, limit };
      const { data } = await call(() => api.GET('/api/v1/organization/tokens', { params: { query } }));
      return data.map(({ id, name, owner }) => ({ id, name, owner }));
    },
  });
}
