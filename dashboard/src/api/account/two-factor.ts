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

/** Whether I have a second factor, must have one, and how many backup codes are left. */
export const twoFactorQuery = queryOptions({
  queryKey: ['two-factor'],
  queryFn: () => call(() => api.GET('/api/v1/me/two-factor')),
});

/** Begins the setup. The secret is in the answer alone. */
export function useBeginTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordProof) => call(() => api.POST('/api/v1/me/two-factor', { body })),
    onError: (_error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}

/** Confirms the setup by a first code; answers with the backup codes. What was refused for want of it is asked anew. */
export function useConfirmTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (code: string) =>
      (await call(() => api.POST('/api/v1/me/two-factor/confirm', { body: { code } }))).backupCodes,
    onSuccess: (_codes, _code, _result, { client }) => void client.invalidateQueries(),
  });
}

/** Shows a code in this session, which was opened without. What was refused for want of it is asked anew. */
export function useVerifyTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: (code: string) => call(() => api.POST('/api/v1/me/two-factor/verify', { body: { code } })),
    onSuccess: (_done, _code, _result, { client }) => void client.invalidateQueries(),
  });
}

/** Ten new backup codes in place of the old ones. */
export function useRenewBackupCodes() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (code: string) =>
      (await call(() => api.POST('/api/v1/me/two-factor/backup-codes', { body: { code } }))).backupCodes,
    onSettled: (_codes, _error, _code, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}

/** Switches my second factor off. */
export function useDisableTwoFactor() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordAndCodeProof) =>
      call(() => api.POST('/api/v1/me/two-factor/disable', { body })),
    onSettled: (_done, _error, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: twoFactorQuery.queryKey }),
  });
}
