import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

export type Session =
  paths['/api/v1/me/sessions']['get']['responses'][200]['content']['application/json']['data'][number];

/** The member's sessions, newest first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  // Always refetched, because the list shows whether someone else is signed in.
  staleTime: 0,
  queryFn: async () => (await call(() => api.GET('/api/v1/me/sessions'))).data,
});

/** Ends one of the member's sessions. Succeeds if it has already ended. */
export function useEndSession() {
  return useMutation({
    mutationFn: async (sessionId: string) => {
      try {
        await call(() => api.DELETE('/api/v1/me/sessions/{sessionId}', { params: { path: { sessionId } } }));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) =>
      client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
