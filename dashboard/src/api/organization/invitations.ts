import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Invitations = paths['/api/v1/organization/invitations'];
export type Invitation = Invitations['get']['responses'][200]['content']['application/json']['data'][number];
type CreatedInvitation = Invitations['post']['responses'][201]['content']['application/json'];
/** An invitation with its link, which the dashboard's session may read. */
export type LinkedInvitation = Pick<Invitation, 'email' | 'role'> & { readonly link: string };
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
    mutationFn: async (body: InvitationRequest): Promise<LinkedInvitation> =>
      requireLink(await call(() => api.POST('/api/v1/organization/invitations', { body }))),
    onSettled: (_invitation, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['invitations'] }),
  });
}

function requireLink({ email, role, link }: CreatedInvitation): LinkedInvitation {
  if (link === undefined) throw new Error('the answer has no link, though it was asked with a session');
  return { email, role, link };
}

/** Gives an invitation another link; the one before ends. It is in the answer alone. */
export function useRenewLink() {
  return useMutation({
    gcTime: 0,
    mutationFn: (invitationId: string) =>
      call(() =>
        api.POST('/api/v1/organization/invitations/{invitationId}/link', {
          params: { path: { invitationId } },
        }),
      ),
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
