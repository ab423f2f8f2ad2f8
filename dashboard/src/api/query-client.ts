import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isApiError } from './errors.ts';

/** Times that a read is tried again when the server is away; a refusal (4xx) never is. */
const retries = 2;

/**
 * Keeps what was read for half a minute. A change is never repeated by itself.
 * @param onEnrollmentRequired told when the organization's policy wants a second factor first, or a code of it in this session
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
