import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { isApiError } from '../errors.ts';
import type { paths } from '../schema.ts';

const path = '/api/v1/organization/scim-tokens';
type Routes = paths[typeof path];
export type ScimTokens = Routes['get']['responses'][200]['content']['application/json'];
/** A token with which an identity provider manages members. */
export type ScimToken = ScimTokens['data'][number];
export type CreatedScimToken = Routes['post']['responses'][201]['content']['application/json'];
export type ScimTokenRequest = Routes['post']['requestBody']['content']['application/json'];

const queryKey = ['scim-tokens'];

/** The SCIM tokens, newest first, and the address that identity providers need. */
export const scimTokensQuery = queryOptions({ queryKey, queryFn: () => call(() => api.GET(path)) });

/** Creates a SCIM token. Only this response has the secret; it is not cached. */
export function useCreateScimToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: ScimTokenRequest) => call(() => api.POST(path, { body })),
    // Not awaited, so that the secret is shown immediately.
    onSettled: (_token, _error, _body, _result, { client }) => {
      void client.invalidateQueries({ queryKey });
    },
  });
}

type Rotation = { readonly scimTokenId: string; readonly overlapSeconds: number };

/** Replaces a SCIM token with a new one, whose secret only this response has. */
export function useRotateScimToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: ({ scimTokenId, overlapSeconds }: Rotation) =>
      call(() =>
        api.POST(`${path}/{scimTokenId}/rotate`, {
          params: { path: { scimTokenId } },
          body: { overlapSeconds },
        }),
      ),
    onSettled: (_token, _error, _rotation, _result, { client }) => {
      void client.invalidateQueries({ queryKey });
    },
  });
}

/** Revokes a SCIM token. Succeeds if it was already revoked. */
export function useRevokeScimToken() {
  return useMutation({
    mutationFn: async (scimTokenId: string) => {
      try {
        await call(() => api.DELETE(`${path}/{scimTokenId}`, { params: { path: { scimTokenId } } }));
      } catch (error) {
        if (!isApiError(error, 'not_found')) throw error;
      }
    },
    onSettled: (_done, _error, _id, _result, { client }) => client.invalidateQueries({ queryKey }),
  });
}
