import { type QueryClient, queryOptions, useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { api, call, callOnce } from '../client.ts';
import { isApiError, notSignedIn } from '../errors.ts';
import type { paths } from '../schema.ts';
import { isMarkedSignedIn, markSignedIn } from '../session.ts';
import { addressOrganizationQuery } from '../sign-in/address-organization.ts';

export type Me = paths['/api/v1/me']['get']['responses'][200]['content']['application/json'];
export type SignIn = paths['/api/v1/auth/login']['post']['requestBody']['content']['application/json'];

/** Who is signed in, where, and as what. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ client }) => {
    if (!isMarkedSignedIn()) await requireSession(client);
    const me = await call(() => api.GET('/api/v1/me'));
    markSignedIn();
    return me;
  },
});

/**
 * Asks the host first whether anybody is signed in: a request that is sure to be refused would be an error in the
 * browser's console.
 */
async function requireSession(client: QueryClient): Promise<void> {
  const organization = await client.ensureQueryData(addressOrganizationQuery);
  if (!organization?.signedIn) throw notSignedIn();
}

/** Does something where somebody is signed in at this address, without waiting to know who. */
export async function whenSignedIn(client: QueryClient, act: (client: QueryClient) => void): Promise<void> {
  if (!isMarkedSignedIn()) {
    // Where the host does not answer, the page says so: it asks the same.
    const organization = await client.ensureQueryData(addressOrganizationQuery).catch(() => null);
    if (!organization?.signedIn) return;
  }
  act(client);
}

/** Who is signed in; below the shell, which waits until it is known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Opens a session: the answer is who is signed in. */
export function useSignIn() {
  return useMutation({
    mutationFn: (body: SignIn) => callOnce(() => api.POST('/api/v1/auth/login', { body })),
    onSuccess: (me, _body, _result, { client }) => {
      markSignedIn();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

/** Ends this session, or all of the member's, and leaves for the sign-in page with nothing kept in memory. */
export function useSignOut(from: 'here' | 'everywhere', signInPage = '/sign-in') {
  return useMutation({
    mutationFn: async () => {
      try {
        await (from === 'here'
          ? callOnce(() => api.POST('/api/v1/auth/logout'))
          : callOnce(() => api.DELETE('/api/v1/me/sessions')));
      } catch (error) {
        // A session that has ended already is what was wished for.
        if (!isApiError(error, 'authentication_required')) throw error;
      }
    },
    onSuccess: () => window.location.assign(signInPage),
  });
}
