import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type OwnedRoute = paths['/api/v1/organization/connected-apps']['get'];
export type ConnectedApp =
  paths['/api/v1/me/connected-apps']['get']['responses'][200]['content']['application/json']['data'][number];
export type OwnedConnectedApp = OwnedRoute['responses'][200]['content']['application/json']['data'][number];
export type ConnectionFilter = Omit<NonNullable<OwnedRoute['parameters']['query']>, 'page' | 'limit'>;

const keys = ['connected-apps'] as const;

/** Where applications are signed in to my account, newest first. */
export const connectedAppsQuery = queryOptions({
  queryKey: [...keys, 'mine'],
  queryFn: async () => (await call(() => api.GET('/api/v1/me/connected-apps'))).data,
});

/** A page of where applications are signed in to members' accounts, newest first. */
export function ownedConnectedAppsQuery(filter: ConnectionFilter, page: number) {
  return queryOptions({
    queryKey: [...keys, 'organization', filter, page],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { ...filter, page, limit: 50 };
      return call(() => api.GET('/api/v1/organization/connected-apps', { params: { query } }));
    },
  });
}

/** Whose connection it is: mine, or any member's, which administrators may end too. */
export type Side = 'mine' | 'organization';

/** Ends one sign-in of an application, for good. One that has ended meanwhile is as good. */
export function useEndAccess(side: Side) {
  return useEnding((grantId: string) => {
    const params = { path: { grantId } };
    return side === 'mine'
      ? call(() => api.DELETE('/api/v1/me/connected-apps/{grantId}', { params }))
      : call(() => api.DELETE('/api/v1/organization/connected-apps/{grantId}', { params }));
  });
}

/** Ends every sign-in of an application to my account, for good. */
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
