import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import type { paths } from '../schema.ts';

export type OpenEmailChange =
  paths['/api/v1/auth/email-change/link']['post']['responses'][200]['content']['application/json'];

/** The change of an email that a link confirms. Its secret is sent in the body, never in an address. */
export function openEmailChangeQuery(token: string) {
  return queryOptions({
    queryKey: ['open-email-change', token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => callOnce(() => api.POST('/api/v1/auth/email-change/link', { body: { token } })),
  });
}

/** Confirms a change, for one of its two addresses. Returns whether the email is changed now. */
export function useConfirmEmailChange() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (token: string) =>
      (await callOnce(() => api.POST('/api/v1/auth/email-change/confirm', { body: { token } }))).changed,
  });
}

/** Cancels a change. */
export function useRejectEmailChange() {
  return useMutation({
    gcTime: 0,
    mutationFn: (token: string) =>
      callOnce(() => api.POST('/api/v1/auth/email-change/reject', { body: { token } })),
  });
}
