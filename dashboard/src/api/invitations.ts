import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from './client.ts';
import { isApiError } from './errors.ts';
import type { paths } from './schema.ts';

type Invitations = paths['/api/v1/organization/invitations'];
export type Invitation = Invitations['get']['responses'][200]['content']['application/json']['data'][number];
export type CreatedInvitation = Invitations['post']['responses'][201]['content']['application/json'];
export type InvitationRequest = Invitations['post']['requestBody']['content']['application/json'];

/** A page of the invitations that can still be accepted, newest first. */
export function invitationsQuery(page: number) {
  return queryOptions({
    queryKey: ['invitations', { page }],
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(() => api.GET('/api/v1/organization/invitations', { params: { query: { page, limit: 20 } } })),
  });
}

/** Invites somebody. The link is in the answer alone, which is not kept beyond the dialog. */
export function useInvite() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: InvitationRequest) =>
      call(() => api.POST('/api/v1/organization/invitations', { body })),
    onSettled: (_invitation, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['invitations'] }),
  });
}

/** Takes an invitation back. One that was accepted or has ended meanwhile is gone all the same. */
export function useRevokeInvitation() {
  return useMutation({
    mutationFn: async (invitationId: string) => {
      try {
        const params = { path: { invitationId } };
        await call(() => api.DELETE('/api/v1/organization/invitations/{invitationId}', { params }));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) => {
      void client.invalidateQueries({ queryKey: ['members'] });
      return client.invalidateQueries({ queryKey: ['invitations'] });
    },
  });
}
