import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import { passkeyAsSecondFactor } from '../passkeys/sign-in.ts';
import type { paths } from '../schema.ts';

type Body = paths['/api/v1/auth/reset-password']['post']['requestBody']['content']['application/json'];
type Completion = Omit<Body, 'passkey'> & {
  /** Whether to ask the browser for a passkey. */
  readonly usePasskey?: boolean;
};
export type OpenReset =
  paths['/api/v1/auth/reset-password/link']['post']['responses'][200]['content']['application/json'];

/** Requests a link. The answer is the same for every email. */
export function useRequestReset() {
  return useMutation({
    mutationFn: (email: string) =>
      callOnce(() => api.POST('/api/v1/auth/forgot-password', { body: { email } })),
  });
}

/** For whom a link is. Its secret is sent in the body, never in an address. */
export function openResetQuery(token: string) {
  return queryOptions({
    queryKey: ['open-reset', token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => callOnce(() => api.POST('/api/v1/auth/reset-password/link', { body: { token } })),
  });
}

/** Sets a new password with a link. */
export function useCompleteReset() {
  return useMutation({
    gcTime: 0,
    mutationFn: async ({ usePasskey = false, ...fields }: Completion) => {
      const body: Body = usePasskey ? { ...fields, passkey: await passkeyAsSecondFactor() } : fields;
      return callOnce(() => api.POST('/api/v1/auth/reset-password', { body }));
    },
  });
}
