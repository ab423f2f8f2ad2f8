import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../client.ts';

/** Days that are shown. */
const days = 30;

/** Requests a day of each of my tokens, for 30 days, the oldest first. */
export const tokenUsageQuery = queryOptions({
  queryKey: ['tokens', 'usage'],
  queryFn: () => call(() => api.GET('/api/v1/me/tokens/usage', { params: { query: { days } } })),
});
