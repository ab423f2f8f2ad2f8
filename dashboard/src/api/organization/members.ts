import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
} from '@tanstack/react-query';
import { meQuery } from '../account/me.ts';
import { api, call } from '../client.ts';
import { type ListPosition, startOf } from '../list-position.ts';
import type { paths } from '../schema.ts';

export type Member =
  paths['/api/v1/users']['get']['responses'][200]['content']['application/json']['data'][number];
export type Role = Member['role'];
type MemberChange = paths['/api/v1/users/{userId}']['patch']['requestBody']['content']['application/json'];

type ListQuery = NonNullable<paths['/api/v1/users']['get']['parameters']['query']>;
export type MemberFilter = Omit<ListQuery, 'page' | 'limit' | 'cursor'>;

/** A page of the members that match a filter. */
export function membersQuery(filter: MemberFilter, position: ListPosition) {
  return queryOptions({
    queryKey: ['members', { ...filter, ...position }],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...filter, ...startOf(position), limit: 50 };
      return call(() => api.GET('/api/v1/users', { params: { query } }));
    },
  });
}

/** One member. */
export function memberQuery(userId: string) {
  return queryOptions({
    queryKey: ['members', 'one', userId],
    queryFn: () => call(() => api.GET('/api/v1/users/{userId}', { params: { path: { userId } } })),
  });
}

export type MemberAccess =
  paths['/api/v1/users/{userId}/access']['get']['responses'][200]['content']['application/json'];

/** How many sessions, tokens and so on a member has. */
export function memberAccessQuery(userId: string) {
  return queryOptions({
    queryKey: ['members', 'access', userId],
    // Always refetched, because it says what a change is about to end.
    staleTime: 0,
    queryFn: () => call(() => api.GET('/api/v1/users/{userId}/access', { params: { path: { userId } } })),
  });
}

/** As many members a search for one of them loads at a time. */
const foundAtOnce = 20;
export type MemberSearch = Pick<MemberFilter, 'role' | 'state'>;

/** The members that a search finds, or all of them without a text, sorted by name. Grows page by page. */
export function memberSearchQuery(search: string, among: MemberSearch) {
  const filter = { ...among, sort: 'name' as const, ...(search === '' ? {} : { search }) };
  return infiniteQueryOptions({
    queryKey: ['members', 'search', filter],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...filter, limit: foundAtOnce, ...(cursor === null ? {} : { cursor }) };
      return call(() => api.GET('/api/v1/users', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

/** A member, to show the name; null if they are no longer one. */
export function namedMemberQuery(userId: string) {
  return queryOptions({
    queryKey: ['members', 'named', userId],
    queryFn: async (): Promise<Pick<Member, 'id' | 'name'> | null> => {
      const query = { search: userId, limit: 1 };
      const { data } = await call(() => api.GET('/api/v1/users', { params: { query } }));
      return data[0] ?? null;
    },
  });
}

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

type ResetDelivery =
  paths['/api/v1/users/{userId}/password-reset']['post']['requestBody']['content']['application/json'];

/** Creates a link to set a new password, which is sent to the member or returned. */
export function useCreateReset() {
  return useMutation({
    gcTime: 0,
    mutationFn: ({ userId, delivery }: ResetDelivery & { readonly userId: string }) =>
      call(() =>
        api.POST('/api/v1/users/{userId}/password-reset', {
          params: { path: { userId } },
          body: { delivery },
        }),
      ),
  });
}

/** Resets a member's second factor and ends their sessions. */
export function useResetSecondFactor() {
  return useMutation({
    mutationFn: (userId: string) =>
      call(() => api.DELETE('/api/v1/users/{userId}/second-factor', { params: { path: { userId } } })),
    onSettled: (_done, _error, _id, _result, { client }) => refresh(client),
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
