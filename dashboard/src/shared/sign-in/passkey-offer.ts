import { useEffect, useEffectEvent } from 'react';
import type { Me } from '../../api/account/me.ts';
import { canSuggestPasskeys, stopAsking } from '../../api/passkeys/authenticator.ts';
import { usePasskeySignIn } from '../../api/passkeys/sign-in.ts';

/** Milliseconds after which the suggestions get a new challenge, before the last one expires. */
const renewal = 240_000;

/**
 * Signs in with a passkey: from the suggestions of the email field while `isOffered`, or in the browser's dialog with
 * `ask`. A problem with the suggestions is not shown, because nobody asked for them.
 */
export function usePasskeyOffer(isOffered: boolean, onSignedIn: (me: Me) => void) {
  const suggested = usePasskeySignIn();
  const asked = usePasskeySignIn();
  const suggest = useEffectEvent(() => {
    suggested.mutate({ isSuggestion: true }, { onSuccess: onSignedIn });
  });
  const isWaiting = asked.isPending;
  useEffect(() => {
    if (!isOffered || isWaiting) return;
    let isOver = false;
    let timer: ReturnType<typeof setInterval> | undefined;
    void canSuggestPasskeys().then((can) => {
      if (!can || isOver) return;
      suggest();
      timer = setInterval(suggest, renewal);
    });
    return () => {
      isOver = true;
      clearInterval(timer);
      stopAsking();
    };
  }, [isOffered, isWaiting]);
  return {
    ask: () => asked.mutate({ isSuggestion: false }, { onSuccess: onSignedIn }),
    isPending: asked.isPending,
    error: asked.error,
  };
}
