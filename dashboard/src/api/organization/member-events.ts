import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';

/** The part of a log that is shown on a member's page. */
const shown = 5;

/** The latest events of the audit log by a member, or about them. */
export function memberEventsQuery(filter: { readonly actorId: string } | { readonly targetId: string }) {
  return queryOptions({
    queryKey: ['audit-events', 'of-member', filter],
    // Always refetched, because the newest events matter.
    staleTime: 0,
    queryFn: async () => {
      const query = { ...filter, limit: shown };
      return call(() => api.GET('/api/v1/organization/audit-events', { params: { query } }));
    },
  });
}
