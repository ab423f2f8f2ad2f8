import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

export type Session =
  paths['/api/v1/me/sessions']['get']['responses'][200]['content']['application/json']['data'][number];

/** Where I am signed in, the newest sign-in first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  // Looked at to see whether somebody else is signed in at this moment.
  staleTime: 0,
  queryFn: async () => (await call(() => api.GET('/api/v1/me/sessions'))).data,
});

/** Ends a session of mine. One that has ended meanwhile is as good. */
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
