import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

type Details = paths['/api/v1/me/tokens/{tokenId}/details']['get'];
type History = paths['/api/v1/me/tokens/{tokenId}/history']['get'];
type Change = paths['/api/v1/me/tokens/{tokenId}']['patch'];
/** A token with everything that is known about it. */
export type TokenDetails = Details['responses'][200]['content']['application/json'];
/** Something that was done with a token, from the audit log. */
export type TokenEvent = History['responses'][200]['content']['application/json']['data'][number];
export type TokenChange = Change['requestBody']['content']['application/json'];

/** One of the member's tokens, active or inactive. */
export function tokenDetailsQuery(tokenId: string) {
  return queryOptions({
    queryKey: ['tokens', 'details', tokenId],
    queryFn: () =>
      call(() => api.GET('/api/v1/me/tokens/{tokenId}/details', { params: { path: { tokenId } } })),
  });
}

/** What happened to one of the member's tokens, newest first. */
export function tokenHistoryQuery(tokenId: string) {
  return infiniteQueryOptions({
    queryKey: ['tokens', 'history', tokenId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const query = { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return call(() =>
        api.GET('/api/v1/me/tokens/{tokenId}/history', { params: { path: { tokenId }, query } }),
      );
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

/** Renames, describes or narrows a token. */
export function useChangeToken() {
  return useMutation({
    mutationFn: ({ tokenId, body }: { readonly tokenId: string; readonly body: TokenChange }) =>
      call(() => api.PATCH('/api/v1/me/tokens/{tokenId}', { params: { path: { tokenId } }, body })),
    onSettled: (_token, _error, _change, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}
