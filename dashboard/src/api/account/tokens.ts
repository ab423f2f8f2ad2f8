import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

type Tokens = paths['/api/v1/me/tokens'];
export type Token = Omit<
  Tokens['get']['responses'][200]['content']['application/json']['tokens'][number],
  'inactive'
>;
export type CreatedToken = Tokens['post']['responses'][201]['content']['application/json'];
export type TokenRequest = Tokens['post']['requestBody']['content']['application/json'];
export type Scope = NonNullable<Token['scopes']>[number];
type RotationRequest = NonNullable<
  paths['/api/v1/me/tokens/{tokenId}/rotate']['post']['requestBody']
>['content']['application/json'];

/** The member's active tokens, newest first. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens', 'mine'],
  queryFn: async () => (await call(() => api.GET('/api/v1/me/tokens'))).tokens,
});

/** A token to create, with its idempotency key. */
export type Creation = { readonly body: TokenRequest; readonly key: string };

/** Creates a token. Only this response has the secret; it is not cached. */
export function useCreateToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: createOnce,
    // Not awaited, so that the secret is shown immediately.
    onSettled: (_token, _error, _creation, _result, { client }) => {
      void client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
}

/** Replaces a token with a new one. Returns the new token with its secret. */
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

/** Revokes one of the member's tokens. Succeeds if it has already ended. */
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
 * Creates a token. If an earlier attempt created it but the response was lost, its secret is lost too. Then
 * revokes that token and creates another one.
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

/** Returns a random key of 128 bits. (`randomUUID` is not available on pages without TLS.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
