import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/applications';
/** A client that members connected, as admins see it. */
export type Application =
  paths[typeof path]['get']['responses'][200]['content']['application/json']['data'][number];

const keys = ['applications'] as const;
/** The maximum page size of the API. */
const maximumPageSize = 100;

/** A page of the applications that members connected, newest first. */
export function applicationsQuery(page: number) {
  return queryOptions({
    queryKey: [...keys, { page }],
    placeholderData: keepPreviousData,
    queryFn: () => call(() => api.GET(path, { params: { query: { page, limit: 50 } } })),
  });
}

/** All applications, sorted by name. */
export const everyApplicationQuery = queryOptions({
  queryKey: [...keys, 'every'],
  queryFn: async () => {
    const applications: Application[] = [];
    for (let page = 1; ; page += 1) {
      const { data, totalPages } = await call(() =>
        api.GET(path, { params: { query: { page, limit: maximumPageSize } } }),
      );
      applications.push(...data);
      if (page >= totalPages) return applications.sort((a, b) => a.name.localeCompare(b.name));
    }
  },
});

/** Blocks or verifies an application. Blocking it ends all its connections. */
type ApplicationChange = { readonly blocked: boolean } | { readonly verified: boolean };

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
