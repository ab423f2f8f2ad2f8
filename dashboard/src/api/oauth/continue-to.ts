import { queryOptions, skipToken } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import { isApiError } from '../errors.ts';

const authorize = '/api/v1/oauth/authorize';

/** The application that sent somebody to sign in, by the path that they came from; null where it was none. */
export function continueToQuery(path: string) {
  const { pathname, searchParams } = new URL(path, window.location.origin);
  const clientId = pathname === authorize ? searchParams.get('client_id') : null;
  return queryOptions({
    queryKey: ['continue-to', clientId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn:
      clientId === null
        ? skipToken
        : async () => {
            try {
              return await callOnce(() =>
                api.GET('/api/v1/oauth/client', { params: { query: { client_id: clientId } } }),
              );
            } catch (error) {
              // The sign-in goes on: what is wrong with the request is told after it.
              if (isApiError(error, 'not_found', 'validation_failed', 'rate_limited')) return null;
              throw error;
            }
          },
  });
}
