import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';

/** The change of the member's email that waits for confirmations, or null. */
export const pendingEmailQuery = queryOptions({
  queryKey: ['pending-email'],
  // Always refetched, because the links are opened elsewhere.
  staleTime: 0,
  queryFn: async () => (await call(() => api.GET('/api/v1/me/email'))).pending,
});

/** Changes the member's name, which many lists show. */
export function useChangeName() {
  return useMutation({
    mutationFn: (name: string) => call(() => api.PATCH('/api/v1/me', { body: { name } })),
    onSuccess: (_done, _name, _result, { client }) => client.invalidateQueries(),
  });
}

/** Starts to change the member's email. */
export function useChangeEmail() {
  return useMutation({
    gcTime: 0,
    mutationFn: (email: string) => call(() => api.POST('/api/v1/me/email', { body: { email } })),
    onSuccess: (_done, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: pendingEmailQuery.queryKey }),
  });
}

/** Cancels the change. Succeeds if it has ended. */
export function useCancelEmailChange() {
  return useMutation({
    mutationFn: async () => {
      try {
        await call(() => api.DELETE('/api/v1/me/email'));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _nothing, _result, { client }) => client.invalidateQueries(),
  });
}
