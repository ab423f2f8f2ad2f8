import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';
import { isApiError } from './errors.ts';

type Usage = {
  readonly days: readonly string[];
  readonly tokens: readonly { readonly id: string; readonly counts: readonly number[] }[];
};

/** Requests a day of each of my tokens, for 30 days, the oldest first. Null on a server that does not count. */
export const tokenUsageQuery = queryOptions({
  queryKey: ['tokens', 'usage'],
  queryFn: async (): Promise<Usage | null> => {
    try {
      return await call(async () => {
        const response = await fetch('/api/v1/me/tokens/usage?days=30');
        const body: unknown = await response.json();
        return response.ok ? { data: body as Usage, response } : { error: body, response };
      });
    } catch (error) {
      if (isApiError(error, 'not_found')) return null;
      throw error;
    }
  },
});
