import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, callOnce } from '../client.ts';
import type { paths } from '../schema.ts';
import { mayBeOpened } from './redirect-target.ts';

const byId = '/api/v1/oauth/requests/{requestId}';
export type AccessRequest = paths[typeof byId]['get']['responses'][200]['content']['application/json'];
export type Decision = paths[typeof byId]['post']['requestBody']['content']['application/json']['decision'];

/**
 * A client's request for access. It belongs to the session that opened it, so an ended session is not renewed in
 * place; and it is read once: after the decision the server knows it no more.
 */
export function accessRequestQuery(requestId: string) {
  return queryOptions({
    queryKey: ['access-request', requestId],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => callOnce(() => api.GET(byId, { params: { path: { requestId } } })),
  });
}

/** Claims a device's request for this session, by the code that the device shows. */
export function useClaimDevice() {
  return useMutation({
    gcTime: 0,
    mutationFn: (userCode: string) =>
      callOnce(() => api.POST('/api/v1/oauth/requests', { body: { user_code: userCode } })),
  });
}

/**
 * Decides a request, once. The answer tells where the browser goes next, null for a device, and is not kept: a code
 * may be in it.
 */
export function useDecide() {
  return useMutation({
    gcTime: 0,
    mutationFn: async ({ id, decision }: { readonly id: string; readonly decision: Decision }) => {
      const params = { path: { requestId: id } };
      const { redirectTo } = await callOnce(() => api.POST(byId, { params, body: { decision } }));
      // The server lets no client register such a target. A page that follows a stranger's address checks it again.
      if (redirectTo !== null && !mayBeOpened(redirectTo))
        throw new Error('the target would run as a script');
      return { redirectTo };
    },
  });
}
