import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/resource-servers';
type Routes = paths[typeof path];
/** A service that introspects the organization's tokens, as administrators see it. */
export type ResourceServer = Routes['get']['responses'][200]['content']['application/json']['data'][number];
export type CreatedResourceServer = Routes['post']['responses'][201]['content']['application/json'];

const queryKey = ['resource-servers'];

/** The organization's resource servers, newest first. */
export const resourceServersQuery = queryOptions({
  queryKey,
  queryFn: async () => (await call(() => api.GET(path))).data,
});

/** Makes a resource server. Its secret is in the answer alone, which is not kept beyond the dialog. */
export function useCreateResourceServer() {
  return useMutation({
    gcTime: 0,
    mutationFn: (name: string) => call(() => api.POST(path, { body: { name } })),
    // Not waited for: the secret is shown as soon as it is there.
    onSettled: (_server, _error, _name, _result, { client }) => {
      void client.invalidateQueries({ queryKey });
    },
  });
}

/** Removes a resource server. One that is gone already is as good as removed. */
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
