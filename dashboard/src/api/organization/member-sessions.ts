import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';

/** A member's sessions, newest first. */
export function memberSessionsQuery(userId: string) {
  return queryOptions({
    queryKey: ['member-sessions', userId],
    // Always refetched, because the list shows whether someone else is signed in.
    staleTime: 0,
    queryFn: async () =>
      (await call(() => api.GET('/api/v1/users/{userId}/sessions', { params: { path: { userId } } }))).data,
  });
}

/** Ends one of a member's sessions, or all of them. Succeeds if it has already ended. */
export function useEndMemberSessions(userId: string) {
  return useMutation({
    mutationFn: async (sessionId: string | 'all') => {
      try {
        await (sessionId === 'all'
          ? call(() => api.DELETE('/api/v1/users/{userId}/sessions', { params: { path: { userId } } }))
          : call(() =>
              api.DELETE('/api/v1/users/{userId}/sessions/{sessionId}', {
                params: { path: { userId, sessionId } },
              }),
            ));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) =>
      client.invalidateQueries({ queryKey: memberSessionsQuery(userId).queryKey }),
  });
}
