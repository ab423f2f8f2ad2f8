import { queryOptions, useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { api, call, callOnce } from './client.ts';
import { isApiError } from './errors.ts';
import type { paths } from './schema.ts';
import { markSignedIn } from './session.ts';

export type Me = paths['/api/v1/me']['get']['responses'][200]['content']['application/json'];
export type SignIn = paths['/api/v1/auth/login']['post']['requestBody']['content']['application/json'];

/** Who is signed in, where, and as what. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await call(() => api.GET('/api/v1/me'));
    markSignedIn();
    return me;
  },
});

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
export function useSignOut(from: 'here' | 'everywhere') {
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
    onSuccess: () => window.location.assign('/sign-in'),
  });
}
