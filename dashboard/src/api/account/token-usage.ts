import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';

const days = 30;

/** Requests per day of each of the member's tokens for 30 days, oldest first. */
export const tokenUsageQuery = queryOptions({
  queryKey: ['tokens', 'usage'],
  queryFn: () => call(() => api.GET('/api/v1/me/tokens/usage', { params: { query: { days } } })),
});
