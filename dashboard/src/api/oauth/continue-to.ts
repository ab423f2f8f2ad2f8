import { queryOptions, skipToken } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import { isApiError } from '../errors.ts';

const authorize = '/api/v1/oauth/authorize';

/** The application that redirected here to sign in, from the return path; null if there is none. */
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
              // Errors in the request are shown after sign-in.
              if (isApiError(error, 'not_found', 'validation_failed', 'rate_limited')) return null;
              throw error;
            }
          },
  });
}
