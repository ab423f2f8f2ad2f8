import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, callConfirmed, callOnce } from '../client.ts';
import type { paths } from '../schema.ts';
import { mayBeOpened } from './redirect-target.ts';

const byId = '/api/v1/oauth/requests/{requestId}';
export type AccessRequest = paths[typeof byId]['get']['responses'][200]['content']['application/json'];
export type Decision = paths[typeof byId]['post']['requestBody']['content']['application/json']['decision'];

/**
 * A client's request for access. It belongs to the session that opened it, so an ended session is not renewed
 * in place. It is read only once, because the server forgets it after the decision.
 */
export function accessRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['access-request', requestId],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => callOnce(() => api.GET(byId, { params: { path: { requestId } } })),
  });
}

/** Claims a device's request for this session, by the code shown on the device. */
export function useClaimDevice() {
  return useMutation({
    gcTime: 0,
    mutationFn: (userCode: string) =>
      callOnce(() => api.POST('/api/v1/oauth/requests', { body: { user_code: userCode } })),
  });
}

/**
 * Decides a request. The response says where to redirect the browser, or null for a device. It is not cached,
 * because it may contain an authorization code.
 */
export function useDecide() {
  return useMutation({
    gcTime: 0,
    mutationFn: async ({ id, decision }: { readonly id: string; readonly decision: Decision }) => {
      const params = { path: { requestId: id } };
      const { redirectTo } = await callConfirmed(() => api.POST(byId, { params, body: { decision } }));
      // The server rejects such redirect URIs at registration. Checked again before the page follows one.
      if (redirectTo !== null && !mayBeOpened(redirectTo)) throw new Error('Unsafe redirect target');
      return { redirectTo };
    },
  });
}
