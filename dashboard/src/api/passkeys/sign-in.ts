import { useMutation } from '@tanstack/react-query';
import { meQuery } from '../account/me.ts';
import { api, callOnce } from '../client.ts';
import { markSignedIn } from '../session.ts';
import { askForPasskey } from './authenticator.ts';

/** Returns a passkey's answer as the second factor, after a password or a link. */
export async function passkeyAsSecondFactor() {
  return answerTo({ secondFactor: true });
}

/** Signs in with a passkey, chosen in the browser's dialog or from a form's suggestions. Returns the member. */
export function usePasskeySignIn() {
  return useMutation({
    gcTime: 0,
    mutationFn: async ({ isSuggestion }: { readonly isSuggestion: boolean }) => {
      const response = await answerTo({}, isSuggestion);
      return callOnce(() => api.POST('/api/v1/auth/passkey', { body: { response } }));
    },
    onSuccess: (me, _way, _result, { client }) => {
      markSignedIn();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

async function answerTo(body: { readonly secondFactor?: boolean }, isSuggestion = false) {
  const options = await callOnce(() => api.POST('/api/v1/auth/passkey/options', { body }));
  const { type, ...answer } = await askForPasskey(options, isSuggestion);
  return { ...answer, type: 'public-key' as const };
}
