import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

export type Organization =
  paths['/api/v1/organization']['get']['responses'][200]['content']['application/json'];
export type Policy = Organization['policy'];

/** The organization with its policy. */
export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: () => call(() => api.GET('/api/v1/organization')),
});
