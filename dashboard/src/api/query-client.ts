import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isApiError } from './errors.ts';

/** How often a read is retried while the server is unavailable. 4xx responses are not retried. */
const retries = 2;

/**
 * Creates a client that caches reads for 30 seconds. Changes are never retried automatically.
 * @param onEnrollmentRequired called when the policy requires the member to set up or verify a second factor
 */
export function createQueryClient(onEnrollmentRequired: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error, 'two_factor_enrollment_required', 'two_factor_verification_required'))
      onEnrollmentRequired();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 30_000, networkMode: 'always', retry: shouldRetry },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

function shouldRetry(failures: number, error: unknown): boolean {
  const isRefusal = error instanceof ApiError && error.status < 500;
  return !isRefusal && navigator.onLine && failures < retries;
}
