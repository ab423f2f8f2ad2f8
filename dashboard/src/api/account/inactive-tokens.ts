import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

type List = paths['/api/v1/me/tokens']['get']['responses'][200]['content']['application/json'];
type Listed = List['tokens'][number];
/** A token that no longer works, with its end. */
export type InactiveToken = Listed & { readonly inactive: NonNullable<Listed['inactive']> };

/** The member's tokens that ended in the last 90 days, last ended first. */
export const inactiveTokensQuery = infiniteQueryOptions({
  queryKey: ['tokens', 'mine', 'inactive'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) => {
    const query = {
      state: 'inactive' as const,
      limit: 50,
      ...(pageParam === null ? {} : { cursor: pageParam }),
    };
    return call(() => api.GET('/api/v1/me/tokens', { params: { query } }));
  },
  getNextPageParam: ({ nextCursor }) => nextCursor,
  select: ({ pages }) => pages.flatMap(({ tokens }) => tokens.filter(isInactive)),
});

function isInactive(token: Listed): token is InactiveToken {
  return token.inactive !== undefined;
}
