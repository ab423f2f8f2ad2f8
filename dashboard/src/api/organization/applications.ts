import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/applications';
/** A client that members have allowed, as administrators see it. */
export type Application =
  paths[typeof path]['get']['responses'][200]['content']['application/json']['data'][number];

const keys = ['applications'] as const;
/** Most that the API gives at once. */
const most = 100;

/** A page of the applications that members have allowed, newest first. */
export function applicationsQuery(page: number) {
  return queryOptions({
    queryKey: [...keys, { page }],
    placeholderData: keepPreviousData,
    queryFn: () => call(() => api.GET(path, { params: { query: { page, limit: 50 } } })),
  });
}

/** Every application, for choosing one by name. */
export const everyApplicationQuery = queryOptions({
  queryKey: [...keys, 'every'],
  queryFn: async () => {
    const applications: Application[] = [];
    for (let page = 1; ; page += 1) {
      const { data, totalPages } = await call(() =>
        api.GET(path, { params: { query: { page, limit: most } } }),
      );
      applications.push(...data);
      if (page >= totalPages) return applications.sort((a, b) => a.name.localeCompare(b.name));
    }
  },
});

/** What an administrator decides: to block an application, which ends all that is connected to it, or to verify it. */
export type ApplicationChange = { readonly blocked: boolean } | { readonly verified: boolean };

export function useChangeApplication() {
  return useMutation({
    mutationFn: ({ id, change }: { readonly id: string; readonly change: ApplicationChange }) =>
      call(() =>
        api.PATCH(`${path}/{applicationId}`, { params: { path: { applicationId: id } }, body: change }),
      ),
    onSettled: (_done, _error, _change, _result, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys }),
        client.invalidateQueries({ queryKey: ['connected-apps'] }),
      ]),
  });
}
