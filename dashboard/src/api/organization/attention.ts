import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { OwnedTokenFilter } from './organization-tokens.ts';

/** A number of things, and whether there are more than were counted. */
export type Count = { readonly total: number; readonly totalIsExact?: false };

/** How many of the newest apps are looked at. */
const lookedAt = 20;

/** The number of all members' active tokens that match a filter. */
export function tokenCountQuery(filter: OwnedTokenFilter) {
  return queryOptions({
    queryKey: ['tokens', 'organization', 'count', filter],
    queryFn: async (): Promise<Count> =>
      call(() => api.GET('/api/v1/organization/tokens', { params: { query: { ...filter, limit: 1 } } })),
  });
}

/** Of the newest apps, the names of those that nobody vouches for and no admin has decided about. */
export const waitingApplicationsQuery = queryOptions({
  queryKey: ['applications', 'waiting'],
  queryFn: async () => {
    const query = { page: 1, limit: lookedAt };
    const { data } = await call(() => api.GET('/api/v1/organization/applications', { params: { query } }));
    return data
      .filter((app) => app.verifiedHost === null && app.verifiedAt === null && app.blockedAt === null)
      .map(({ name }) => name);
  },
});

/** The number of active members without a second factor. */
export const membersWithoutFactorQuery = queryOptions({
  queryKey: ['members', 'without-factor'],
  queryFn: async (): Promise<Count> => {
    const query = { state: 'active', secondFactor: 'none', limit: 1 } as const;
    return call(() => api.GET('/api/v1/users', { params: { query } }));
  },
});
