import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import { askForPasskey } from '../passkeys/authenticator.ts';

/** What the member shows. */
export type Proof = { readonly password: string } | { readonly code: string } | { readonly passkey: true };

/**
 * Confirms this session with a password, a code or a passkey. A code or a passkey is also its second factor, so what was
 * rejected without it is refetched.
 */
export function useConfirm() {
  return useMutation({
    gcTime: 0,
    mutationFn: async (proof: Proof) => {
      const body = 'passkey' in proof ? { passkey: await answer() } : proof;
      await call(() => api.POST('/api/v1/me/confirm', { body }));
    },
    onSuccess: (_done, proof, _result, { client }) => {
      if (!('password' in proof)) void client.invalidateQueries();
    },
  });
}

async function answer() {
  const options = await call(() => api.POST('/api/v1/me/confirm/options'));
  const { type, ...response } = await askForPasskey(options);
  return { ...response, type: 'public-key' as const };
}
