import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import { type ListPosition, startOf } from '../list-position.ts';
import type { paths } from '../schema.ts';

type Route = paths['/api/v1/organization/tokens']['get'];
export type OwnedToken = Route['responses'][200]['content']['application/json']['data'][number];
export type OwnedTokenFilter = Omit<NonNullable<Route['parameters']['query']>, 'page' | 'limit' | 'cursor'>;

/** The most tokens that a request reads or revokes. */
export const atOnce = 100;

/** A page of all members' tokens. */
export function organizationTokensQuery(filter: OwnedTokenFilter, position: ListPosition) {
  return queryOptions({
    queryKey: ['tokens', 'organization', filter, position],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...filter, ...startOf(position), limit: 50 };
      return call(() => api.GET('/api/v1/organization/tokens', { params: { query } }));
    },
  });
}

/** The tokens that a revocation has requested so far, and how many of them it revoked; the others had already ended. */
export type Progress = { readonly requested: number; readonly revoked: number };

type Revocation = {
  readonly tokenIds: readonly string[];
  /** What an earlier attempt has done, which is not repeated. */
  readonly from: Progress;
  /** Called after each portion. */
  readonly onProgress: (progress: Progress) => void;
  /** Stops it after the portion that is running. */
  readonly signal: AbortSignal;
};

/** Revokes tokens of any member in portions, from where an earlier attempt ended. */
export function useRevokeTokens() {
  return useMutation({
    mutationFn: revoke,
    onSettled: (_progress, _error, _revocation, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

/** Reads every token that matches a filter, to say what would stop before they are revoked. */
export function useMatchingTokens() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (filter: OwnedTokenFilter): Promise<readonly OwnedToken[]> => {
      const found: OwnedToken[] = [];
      for (let cursor: string | undefined; ; ) {
        const query = { ...filter, limit: atOnce, ...(cursor === undefined ? {} : { cursor }) };
        const page = await call(() => api.GET('/api/v1/organization/tokens', { params: { query } }));
        found.push(...page.data);
        cursor = page.nextCursor;
        if (cursor === undefined) return found;
      }
    },
  });
}

async function revoke({ tokenIds, from, onProgress, signal }: Revocation): Promise<Progress> {
  const [tokenId] = tokenIds;
  if (tokenId !== undefined && tokenIds.length === 1)
    return { requested: 1, revoked: await revokeOne(tokenId) };
  let progress = from;
  while (progress.requested < tokenIds.length && !signal.aborted) {
    const portion = tokenIds.slice(progress.requested, progress.requested + atOnce);
    const body = { tokenIds: portion };
    const answer = await call(() => api.POST('/api/v1/organization/tokens/revoke', { body }));
    progress = {
      requested: progress.requested + portion.length,
      revoked: progress.revoked + answer.revoked.length,
    };
    onProgress(progress);
  }
  return progress;
}

async function revokeOne(tokenId: string): Promise<number> {
  try {
    await call(() => api.DELETE('/api/v1/organization/tokens/{tokenId}', { params: { path: { tokenId } } }));
    return 1;
  } catch (error) {
    if (isApiError(error, 'not_found')) return 0;
    throw error;
  }
}
