import { queryOptions, useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

type Begin = paths['/api/v1/me/two-factor']['post'];
type Disable = paths['/api/v1/me/two-factor/disable']['post'];
export type TwoFactor =
  paths['/api/v1/me/two-factor']['get']['responses'][200]['content']['application/json'];
export type TwoFactorSetup = Begin['responses'][201]['content']['application/json'];
type PasswordProof = Begin['requestBody']['content']['application/json'];
type PasswordAndCodeProof = Disable['requestBody']['content']['application/json'];

type RenewalProof = { readonly code: string } | { readonly currentPassword: string };

/** Whether the member has a second factor: an authenticator app or a passkey. */
export function isEnrolled(state: TwoFactor | undefined): boolean {
  return state !== undefined && (state.enabled || state.passkeys > 0);
}

/** Whether the member has a second factor, whether one is required, and how many backup codes are left. */
export const twoFactorQuery = queryOptions({
  queryKey: ['two-factor'],
  queryFn: () => call(() => api.GET('/api/v1/me/two-factor')),
});

/** Starts the setup. Only this response has the secret. */
export function useBeginTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordProof) => call(() => api.POST('/api/v1/me/two-factor', { body })),
    onError: (_error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}

/**
 * Confirms the setup with a first code and returns the backup codes. Refetches what was rejected without it.
 */
export function useConfirmTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (code: string) =>
      (await call(() => api.POST('/api/v1/me/two-factor/confirm', { body: { code } }))).backupCodes,
    onSuccess: (_codes, _code, _result, { client }) => void client.invalidateQueries(),
  });
}

/** Replaces the backup codes with ten new ones. */
export function useRenewBackupCodes() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (body: RenewalProof) =>
      (await call(() => api.POST('/api/v1/me/two-factor/backup-codes', { body }))).backupCodes,
    onSettled: (_codes, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}

/** Turns off the member's second factor. */
export function useDisableTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordAndCodeProof) =>
      call(() => api.POST('/api/v1/me/two-factor/disable', { body })),
    onSettled: (_done, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}
