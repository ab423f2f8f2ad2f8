import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Invitations = paths['/api/v1/organization/invitations'];
export type Invitation = Invitations['get']['responses'][200]['content']['application/json']['data'][number];
/** An invitation with its link, which only sessions may read. */
export type LinkedInvitation = Pick<Invitation, 'email' | 'role'> & {
  readonly link: string;
  /** Whether the server sends the link to the email. */
  readonly mailed: boolean;
};

/** A page of the pending invitations, newest first. */
export function invitationsQuery(page: number) {
  return queryOptions({
    queryKey: ['invitations', { page }],
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(() => api.GET('/api/v1/organization/invitations', { params: { query: { page, limit: 20 } } })),
  });
}

type BulkRoute = paths['/api/v1/organization/invitations/bulk']['post'];
export type BulkInvitation = BulkRoute['requestBody']['content']['application/json'];
/** What became of one of the addresses. */
export type InvitationResult = BulkRoute['responses'][200]['content']['application/json']['results'][number];

/** Invites several people. Only this response has their links; it is not cached. */
export function useInvite() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (body: BulkInvitation) =>
      (await call(() => api.POST('/api/v1/organization/invitations/bulk', { body }))).results,
    onSettled: (_results, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['invitations'] }),
  });
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
    onSettled: (_link, _error, _id, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['invitations'] }),
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
