import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';

/** Any member's token, active or inactive, for administrators. */
export function ownedTokenQuery(tokenId: string) {
  return queryOptions({
    queryKey: ['tokens', 'organization', 'details', tokenId],
    queryFn: () =>
      call(() => api.GET('/api/v1/organization/tokens/{tokenId}', { params: { path: { tokenId } } })),
  });
}

/** What happened to any member's token, newest first. */
export function ownedTokenHistoryQuery(tokenId: string) {
  return infiniteQueryOptions({
    queryKey: ['tokens', 'history', 'organization', tokenId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return call(() =>
        api.GET('/api/v1/organization/tokens/{tokenId}/history', { params: { path: { tokenId }, query } }),
      );
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}
