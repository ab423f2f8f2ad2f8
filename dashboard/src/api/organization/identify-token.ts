import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';

/** What a pasted secret is: its kind, its owner, and whether it works. */
export type Identified =
  paths['/api/v1/organization/tokens/identify']['post']['responses'][200]['content']['application/json'];

/** Finds out which of the organization's credentials a secret is. The secret is not kept. */
export function useIdentifyToken() {
  return useMutation({
    gcTime: 0,
    mutationFn: (token: string) =>
      call(() => api.POST('/api/v1/organization/tokens/identify', { body: { token } })),
  });
}
