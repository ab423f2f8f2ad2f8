import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import { type ListPosition, startOf } from '../list-position.ts';
import type { paths } from '../schema.ts';

type OwnedRoute = paths['/api/v1/organization/connected-apps']['get'];
export type ConnectedApp =
  paths['/api/v1/me/connected-apps']['get']['responses'][200]['content']['application/json']['data'][number];
export type OwnedConnectedApp = OwnedRoute['responses'][200]['content']['application/json']['data'][number];
export type ConnectionFilter = Omit<NonNullable<OwnedRoute['parameters']['query']>, 'page' | 'limit'>;

const keys = ['connected-apps'] as const;

/** The member's own connections, newest first. */
export const connectedAppsQuery = queryOptions({
  queryKey: [...keys, 'mine'],
  queryFn: async () => (await call(() => api.GET('/api/v1/me/connected-apps'))).data,
});

/** A page of all members' connections, newest first. */
export function ownedConnectedAppsQuery(filter: ConnectionFilter, position: ListPosition) {
  return queryOptions({
    queryKey: [...keys, 'organization', filter, position],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...filter, ...startOf(position), limit: 50 };
      return call(() => api.GET('/api/v1/organization/connected-apps', { params: { query } }));
    },
  });
}

/** Whose connection it is: the signed-in member's, or any member's, which only admins can revoke. */
export type Owner = 'me' | 'any-member';

/** Revokes one connection. Succeeds if it has already ended. */
export function useEndAccess(owner: Owner) {
  return useEnding((grantId: string) => {
    const params = { path: { grantId } };
    return owner === 'me'
      ? call(() => api.DELETE('/api/v1/me/connected-apps/{grantId}', { params }))
      : call(() => api.DELETE('/api/v1/organization/connected-apps/{grantId}', { params }));
  });
}

/** Revokes all of the member's connections to an application. */
export function useEndAllAccess() {
  return useEnding((applicationId: string) =>
    call(() => api.DELETE('/api/v1/me/connected-apps', { params: { query: { applicationId } } })),
  );
}

function useEnding(end: (id: string) => Promise<unknown>) {
  return useMutation({
    mutationFn: async (id: string) => {
      try {
        await end(id);
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys }),
        client.invalidateQueries({ queryKey: ['applications'] }),
      ]),
  });
}
