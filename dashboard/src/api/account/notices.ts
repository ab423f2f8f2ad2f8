import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

export type Notice =
  paths['/api/v1/me/notices']['get']['responses'][200]['content']['application/json']['data'][number];

/**
 * The newest notices that the member has not dismissed, such as that a token was leaked, and the number of all. Not polled,
 * because each request keeps the session from ending.
 */
export const noticesQuery = queryOptions({
  queryKey: ['notices'],
  queryFn: async () => {
    const query = { page: 1, limit: 20 };
    const { data, total } = await call(() => api.GET('/api/v1/me/notices', { params: { query } }));
    return { notices: data, total };
  },
});

/** Dismisses a notice. Hides it immediately, and shows it again if the request fails. */
export function useDismissNotice() {
  return useMutation({
    mutationFn: async (noticeId: string) => {
      try {
        await call(() => api.DELETE('/api/v1/me/notices/{noticeId}', { params: { path: { noticeId } } }));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onMutate: (noticeId, { client }) => {
      client.setQueryData(noticesQuery.queryKey, (before) => {
        const notices = before?.notices.filter(({ id }) => id !== noticeId);
        return before && notices && { notices, total: before.total - before.notices.length + notices.length };
      });
    },
    onSettled: (_done, _error, _id, _result, { client }) =>
      client.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
}
