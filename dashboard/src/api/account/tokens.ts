import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Tokens = paths['/api/v1/me/tokens'];
export type Token = Tokens['get']['responses'][200]['content']['application/json']['tokens'][number];
export type CreatedToken = Tokens['post']['responses'][201]['content']['application/json'];
export type TokenRequest = Tokens['post']['requestBody']['content']['application/json'];
export type Scope = NonNullable<Token['scopes']>[number];
type RotationRequest = NonNullable<
  paths['/api/v1/me/tokens/{tokenId}/rotate']['post']['requestBody']
>['content']['application/json'];

/** My active tokens, newest first. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens', 'mine'],
  queryFn: async () => (await call(() => api.GET('/api/v1/me/tokens'))).tokens,
});

/** A token to be made, and the key under which it is made once however often the request is repeated. */
export type Creation = { readonly body: TokenRequest; readonly key: string };

/** Makes a token. Its secret is in the answer alone, which is not kept beyond the form. */
export function useCreateToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: createOnce,
    // Not waited for: the secret is shown as soon as it is there.
    onSettled: (_token, _error, _creation, _result, { client }) => {
      void client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
}

/** Replaces a token by a new one, in the form of create. */
export function useRotateToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: ({ tokenId, body }: { readonly tokenId: string; readonly body: RotationRequest }) =>
      call(() => api.POST('/api/v1/me/tokens/{tokenId}/rotate', { params: { path: { tokenId } }, body })),
    onSettled: (_token, _error, _rotation, _result, { client }) => {
      void client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
}

/** Revokes a token of mine, for good. One that has ended meanwhile is as good as revoked. */
export function useRevokeToken() {
  return useMutation({
    mutationFn: async (tokenId: string) => {
      try {
        await revoke(tokenId);
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) =>
      client.invalidateQueries({ queryKey: ['tokens'] }),
  });
}

/**
 * Makes a token. Where an earlier try had made it and its answer was lost, nobody has that token's secret: it is
 * revoked and made anew, so that one token remains, with its secret.
 */
async function createOnce({ body, key }: Creation): Promise<CreatedToken> {
  try {
    return await create(body, key);
  } catch (error) {
    if (!isApiError(error, 'already_created') || error.tokenId === null) throw error;
    await revoke(error.tokenId);
    return create(body, newKey());
  }
}

function create(body: TokenRequest, key: string): Promise<CreatedToken> {
  const params = { header: { 'idempotency-key': key } };
  return call(() => api.POST('/api/v1/me/tokens', { params, body }));
}

function revoke(tokenId: string) {
  return call(() => api.DELETE('/api/v1/me/tokens/{tokenId}', { params: { path: { tokenId } } }));
}

/** A key that no other request has: 128 random bits. (`randomUUID` is missing on pages served without TLS.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
