import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/resource-servers';
type Routes = paths[typeof path];
/** A service that introspects the organization's tokens. */
export type ResourceServer = Routes['get']['responses'][200]['content']['application/json']['data'][number];
export type CreatedResourceServer = Routes['post']['responses'][201]['content']['application/json'];

const queryKey = ['resource-servers'];

/** The organization's resource servers, newest first. */
export const resourceServersQuery = queryOptions({
  queryKey,
  queryFn: async () => (await call(() => api.GET(path))).data,
});

/** Creates a resource server. Only this response has the secret; it is not cached. */
export function useCreateResourceServer() {
  return useMutation({
    gcTime: 0,
    mutationFn: (name: string) => call(() => api.POST(path, { body: { name } })),
    // Not awaited, so that the secret is shown immediately.
    onSettled: (_server, _error, _name, _result, { client }) => {
      void client.invalidateQueries({ queryKey });
    },
  });
}

/** Removes a resource server. Succeeds if it was already removed. */
export function useRemoveResourceServer() {
  return useMutation({
    mutationFn: async (resourceServerId: string) => {
      try {
        const params = { path: { resourceServerId } };
        await call(() => api.DELETE(`${path}/{resourceServerId}`, { params }));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) => client.invalidateQueries({ queryKey }),
  });
}
