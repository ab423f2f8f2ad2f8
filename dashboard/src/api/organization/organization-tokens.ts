import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Route = paths['/api/v1/organization/tokens']['get'];
export type OwnedToken = Route['responses'][200]['content']['application/json']['data'][number];
export type OwnedTokenFilter = Omit<NonNullable<Route['parameters']['query']>, 'page' | 'limit'>;

/** A page of all members' active tokens, newest first. */
export function organizationTokensQuery(filter: OwnedTokenFilter, page: number) {
  return queryOptions({
    queryKey: ['tokens', 'organization', filter, page],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...filter, page, limit: 50 };
      return call(() => api.GET('/api/v1/organization/tokens', { params: { query } }));
    },
  });
}

/** Revokes tokens of any member. Returns how many were revoked; the others had already ended. */
export function useRevokeTokens() {
  return useMutation({
    mutationFn: revoke,
    onSettled: (_count, _error, _ids, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

async function revoke(tokenIds: readonly string[]): Promise<number> {
  const [tokenId] = tokenIds;
  if (tokenId === undefined || tokenIds.length > 1) {
    const body = { tokenIds: [...tokenIds] };
    return (await call(() => api.POST('/api/v1/organization/tokens/revoke', { body }))).revoked.length;
  }
  try {
    await call(() => api.DELETE('/api/v1/organization/tokens/{tokenId}', { params: { path: { tokenId } } }));
    return 1;
  } catch (error) {
    if (isApiError(error, 'not_found')) return 0;
    throw error;
  }
}
