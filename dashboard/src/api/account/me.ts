import { type QueryClient, queryOptions, useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { api, call, callOnce } from '../client.ts';
import { isApiError, notSignedIn } from '../errors.ts';
import type { paths } from '../schema.ts';
import { isMarkedSignedIn, markSignedIn } from '../session.ts';
import { addressOrganizationQuery } from '../sign-in/address-organization.ts';
import { bareHost, rememberingCookie } from '../sign-in/used-organizations.ts';

export type Me = paths['/api/v1/me']['get']['responses'][200]['content']['application/json'];
type SignIn = paths['/api/v1/auth/login']['post']['requestBody']['content']['application/json'];

/** The signed-in member, with their organization and role. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ client }) => {
    if (!isMarkedSignedIn()) await requireSession(client);
    const me = await call(() => api.GET('/api/v1/me'));
    markSignedIn();
    rememberOrganization(me);
    return me;
  },
});

/**
 * Checks for a session before the first request, because a request that is certain to fail would log an error
 * in the browser's console.
 */
async function requireSession(client: QueryClient): Promise<void> {
  const organization = await client.ensureQueryData(addressOrganizationQuery);
  if (!organization?.signedIn) throw notSignedIn();
}

/** Calls `action` if there is a session at this address, without waiting for the member. */
export async function whenSignedIn(
  client: QueryClient,
  action: (client: QueryClient) => void,
): Promise<void> {
  if (!isMarkedSignedIn()) {
    // If this request fails, the page shows the error, because it makes the same request.
    const organization = await client.ensureQueryData(addressOrganizationQuery).catch(() => null);
    if (!organization?.signedIn) return;
  }
  action(client);
}

/** Returns the signed-in member. Only for use inside the shell, which waits for it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Remembers on this device that the organization was used. */
function rememberOrganization({ organization: { slug } }: Me): void {
  const { host, protocol } = window.location;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, nor without TLS
  document.cookie = rememberingCookie(document.cookie, slug, { bareHost: bareHost(host, slug), protocol });
}

/** Returns who is signed in in this browser now, without waiting for a new session. */
export function fetchMe(): Promise<Me> {
  return callOnce(() => api.GET('/api/v1/me'));
}

/** Signs in. The response is the signed-in member. */
export function useSignIn() {
  return useMutation({
    mutationFn: (body: SignIn) => callOnce(() => api.POST('/api/v1/auth/login', { body })),
    onSuccess: (me, _body, _result, { client }) => {
      markSignedIn();
      rememberOrganization(me);
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

/**
 * Ends this session, or all of the member's, and loads the sign-in page, which clears all data in memory.
 */
export function useSignOut(from: 'here' | 'everywhere', signInPage = '/sign-in') {
  return useMutation({
    mutationFn: async () => {
      try {
        await (from === 'here'
          ? callOnce(() => api.POST('/api/v1/auth/logout'))
          : callOnce(() => api.DELETE('/api/v1/me/sessions')));
      } catch (error) {
        // The session has already ended.
        if (!isApiError(error, 'authentication_required')) throw error;
      }
    },
    onSuccess: () => window.location.assign(signInPage),
  });
}
