import { type QueryClient, queryOptions, useMutation } from '@tanstack/react-query';
import { twoFactorQuery } from '../account/two-factor.ts';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';
import { createPasskey } from './authenticator.ts';

const path = '/api/v1/me/passkeys';
export type Passkey =
  paths[typeof path]['get']['responses'][200]['content']['application/json']['data'][number];

/** The member's passkeys, newest first. */
export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: async () => (await call(() => api.GET(path))).data,
});

/** Asks the browser for a new passkey and registers it. Returns backup codes if it is the first second factor. */
export function useAddPasskey() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (name: string) => {
      const options = await call(() => api.POST(`${path}/options`));
      const { type, ...response } = await createPasskey(options);
      const body = { name, response: { ...response, type: 'public-key' as const } };
      return call(() => api.POST(path, { body }));
    },
    onSuccess: (_added, _name, _result, { client }) => void client.invalidateQueries(),
  });
}

/** Changes a passkey's name. */
export function useRenamePasskey() {
  return useMutation({
    mutationFn: ({ passkeyId, name }: { readonly passkeyId: string; readonly name: string }) =>
      call(() => api.PATCH(`${path}/{passkeyId}`, { params: { path: { passkeyId } }, body: { name } })),
    onSettled: (_done, _error, _change, _result, { client }) => refetch(client),
  });
}

/** Removes a passkey. */
export function useRemovePasskey() {
  return useMutation({
    mutationFn: (passkeyId: string) =>
      call(() => api.DELETE(`${path}/{passkeyId}`, { params: { path: { passkeyId } } })),
    onSettled: (_done, _error, _id, _result, { client }) => refetch(client),
  });
}

async function refetch(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: passkeysQuery.queryKey }),
    client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  ]);
}
