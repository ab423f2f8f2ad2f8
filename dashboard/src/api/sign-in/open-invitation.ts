import { queryOptions, useMutation } from '@tanstack/react-query';
import { meQuery } from '../account/me.ts';
import { api, callOnce } from '../client.ts';
import type { paths } from '../schema.ts';
import { markSignedIn } from '../session.ts';

export type OpenInvitation =
  paths['/api/v1/auth/invitation']['post']['responses'][200]['content']['application/json'];
type Acceptance =
  paths['/api/v1/auth/invitation/accept']['post']['requestBody']['content']['application/json'];

/** The invitation of a link. Its secret is sent in the body, never in an address. */
export function openInvitationQuery(token: string) {
  return queryOptions({
    queryKey: ['open-invitation', token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => callOnce(() => api.POST('/api/v1/auth/invitation', { body: { token } })),
  });
}

/** Accepts an invitation and signs in. Clears the data of a member who was signed in before. */
export function useAcceptInvitation() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: Acceptance) => callOnce(() => api.POST('/api/v1/auth/invitation/accept', { body })),
    onSuccess: (me, _body, _result, { client }) => {
      markSignedIn();
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'open-invitation' });
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}
