import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Invitations = paths['/api/v1/organization/invitations'];
export type Invitation = Invitations['get']['responses'][200]['content']['application/json']['data'][number];
type CreatedInvitation = Invitations['post']['responses'][201]['content']['application/json'];
/** An invitation with its link, which only sessions may read. */
export type LinkedInvitation = Pick<Invitation, 'email' | 'role'> & { readonly link: string };
type InvitationRequest = Invitations['post']['requestBody']['content']['application/json'];

/** A page of the pending invitations, newest first. */
export function invitationsQuery(page: number) {
  return queryOptions({
    queryKey: ['invitations', { page }],
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(() => api.GET('/api/v1/organization/invitations', { params: { query: { page, limit: 20 } } })),
  });
}

/** Creates an invitation. Only this response has the link; it is not cached. */
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
  if (link === undefined) throw new Error('The response to a session has no invitation link');
  return { email, role, link };
}

/** Replaces the link of an invitation. Only this response has the new link. */
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

/** Revokes an invitation. Succeeds if it was already accepted or has ended. */
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
