import { queryOptions } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

export type AddressOrganization =
  paths['/api/v1/auth/organization']['get']['responses'][200]['content']['application/json'];

/** The organization at this address, which is known before sign-in; null on the bare domain. */
export const addressOrganizationQuery = queryOptions({
  queryKey: ['address-organization'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    try {
      return await callOnce(() => api.GET('/api/v1/auth/organization'));
    } catch (error) {
      if (isApiError(error, 'organization_not_found')) return null;
      throw error;
    }
  },
});
