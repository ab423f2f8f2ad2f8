import { queryOptions } from '@tanstack/react-query';
import { callOnce } from './client.ts';
import { isApiError } from './errors.ts';

/** The organization whose address this is. */
type AddressOrganization = { readonly name: string; readonly slug: string };

/** The organization of this address, known before anybody has signed in; null on the bare domain. */
export const addressOrganizationQuery = queryOptions({
  queryKey: ['address-organization'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<AddressOrganization | null> => {
    try {
      return await callOnce(async () => {
        const response = await fetch('/api/v1/auth/organization');
        const body: unknown = await response.json();
        return response.ok ? { data: body as AddressOrganization, response } : { error: body, response };
      });
    } catch (error) {
      if (isApiError(error, 'organization_not_found')) return null;
      if (isApiError(error, 'not_found')) return { name: subdomain(), slug: subdomain() };
      throw error;
    }
  },
});

function subdomain(): string {
  return window.location.hostname.split('.')[0] ?? '';
}
