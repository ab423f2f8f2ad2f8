import { keepPreviousData, type QueryClient, queryOptions, useMutation } from '@tanstack/react-query';
import { meQuery } from '../account/me.ts';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

export type Member =
  paths['/api/v1/users']['get']['responses'][200]['content']['application/json']['data'][number];
export type Role = Member['role'];
type MemberChange = paths['/api/v1/users/{userId}']['patch']['requestBody']['content']['application/json'];

/** The maximum page size of the API. */
const maximumPageSize = 100;

/** A page of the members, in the order in which they joined. */
export function membersQuery(page: number) {
  return queryOptions({
    queryKey: ['members', { page }],
    placeholderData: keepPreviousData,
    queryFn: () => call(() => api.GET('/api/v1/users', { params: { query: { page, limit: 50 } } })),
  });
}

/** All members, sorted by name. */
export const everyMemberQuery = queryOptions({
  queryKey: ['members', 'every'],
  queryFn: async () => {
    const members: Member[] = [];
    for (let page = 1; ; page += 1) {
      const query = { page, limit: maximumPageSize };
      const { data, totalPages } = await call(() => api.GET('/api/v1/users', { params: { query } }));
      members.push(...data);
      if (page >= totalPages) return members.sort((a, b) => a.name.localeCompare(b.name));
    }
  },
});

/** Changes a member's role or state. Members who deactivate themselves are signed out. */
export function useChangeMember() {
  return useMutation({
    mutationFn: ({ userId, body }: { readonly userId: string; readonly body: MemberChange }) =>
      call(() => api.PATCH('/api/v1/users/{userId}', { params: { path: { userId } }, body })),
    onSuccess: ({ id, state }, _change, _result, { client }) =>
      state === 'active' ? refresh(client) : refreshOrLeave(client, id),
    onError: (_error, _change, _result, { client }) => refresh(client),
  });
}

/** Resets a member's second factor and ends their sessions. */
export function useResetSecondFactor() {
  return useMutation({
    mutationFn: (userId: string) =>
      call(() => api.DELETE('/api/v1/users/{userId}/second-factor', { params: { path: { userId } } })),
  });
}

/** Removes a member. Members who remove themselves are signed out. */
export function useRemoveMember() {
  return useMutation({
    mutationFn: (userId: string) =>
      call(() => api.DELETE('/api/v1/users/{userId}', { params: { path: { userId } } })),
    onSuccess: (_done, userId, _result, { client }) => refreshOrLeave(client, userId),
    onError: (_error, _id, _result, { client }) => refresh(client),
  });
}

function refreshOrLeave(client: QueryClient, userId: string): void {
  if (client.getQueryData(meQuery.queryKey)?.user.id === userId) window.location.assign('/sign-in');
  else refresh(client);
}

/** Refetches everything, because many lists show members, and it may be the signed-in one. */
function refresh(client: QueryClient): void {
  void client.invalidateQueries();
}
