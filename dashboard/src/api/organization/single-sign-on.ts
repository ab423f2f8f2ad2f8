import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';
import { addressOrganizationQuery } from '../sign-in/address-organization.ts';

const path = '/api/v1/organization/single-sign-on';
type Routes = paths[typeof path];
export type SingleSignOn = Routes['get']['responses'][200]['content']['application/json'];
export type IdentityProvider = NonNullable<SingleSignOn['provider']>;
export type IdentityProviderInput = NonNullable<Routes['put']['requestBody']>['content']['application/json'];
export type TestResult =
  paths['/api/v1/organization/single-sign-on/test']['post']['responses'][200]['content']['application/json'];

/** The organization's identity provider. */
export const singleSignOnQuery = queryOptions({
  queryKey: ['single-sign-on'],
  queryFn: () => call(() => api.GET(path)),
});

/** Sets the organization's identity provider. */
export function useSaveProvider() {
  return useMutation({
    // The client secret is not kept.
    gcTime: 0,
    mutationFn: (body: IdentityProviderInput) => call(() => api.PUT(path, { body })),
    onSuccess: (saved, _body, _result, { client }) => {
      client.setQueryData(singleSignOnQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: addressOrganizationQuery.queryKey });
    },
  });
}

/** Removes the organization's identity provider. */
export function useRemoveProvider() {
  return useMutation({
    mutationFn: () => call(() => api.DELETE(path)),
    onSettled: (_done, _error, _input, _result, { client }) => {
      void client.invalidateQueries({ queryKey: addressOrganizationQuery.queryKey });
      return client.invalidateQueries({ queryKey: singleSignOnQuery.queryKey });
    },
  });
}

/** Tests an identity provider without saving it. */
export function useTestProvider() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: IdentityProviderInput) => call(() => api.POST(`${path}/test`, { body })),
  });
}
