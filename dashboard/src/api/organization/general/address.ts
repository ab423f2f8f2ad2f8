import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../../client.ts';
import type { paths } from '../../schema.ts';

export type AddressUses =
  paths['/api/v1/organization/address-uses']['get']['responses'][200]['content']['application/json'];

/** What a change of the organization's address would affect. */
export const addressUsesQuery = queryOptions({
  queryKey: ['address-uses'],
  queryFn: () => call(() => api.GET('/api/v1/organization/address-uses')),
});

/** Changes the organization's slug. This page's address stops, and its session ends. */
export function useChangeSlug() {
  return useMutation({
    mutationFn: (slug: string) => call(() => api.PATCH('/api/v1/organization', { body: { slug } })),
  });
}

/** Deletes the organization. This page's address stops. Returns until when it can be restored. */
export function useDeleteOrganization() {
  return useMutation({
    mutationFn: (name: string) => call(() => api.POST('/api/v1/organization/deletion', { body: { name } })),
  });
}
