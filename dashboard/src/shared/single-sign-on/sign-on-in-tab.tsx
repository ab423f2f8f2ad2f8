import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchMe, useMe } from '../../api/account/me.ts';
import { explain } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { SingleSignOnLink } from './single-sign-on-link.tsx';

type Props = {
  /** The name of the identity provider. */
  readonly name: string;
  readonly isPrimary?: boolean;
  readonly onDone: () => void;
};

/**
 * Signs in again with the identity provider in a new tab, and notices the new session when the member comes back. The page
 * keeps its input.
 */
export function SignOnInTab({ name, isPrimary = false, onDone }: Props) {
  const me = useMe();
  // As of when this was shown: other requests may notice the new session first.
  const [before] = useState(me);
  const check = useMutation({
    mutationFn: fetchMe,
    onSuccess: (now) => {
      // The page shows another member's data.
      if (now.user.id !== before.user.id) return window.location.reload();
      if (now.authentication.sessionId !== before.authentication.sessionId) onDone();
    },
  });
  const { mutate } = check;
  useEffect(() => {
    const controller = new AbortController();
    const onReturn = () => document.visibilityState === 'visible' && mutate();
    document.addEventListener('visibilitychange', onReturn, { signal: controller.signal });
    window.addEventListener('focus', onReturn, { signal: controller.signal });
    return () => controller.abort();
  }, [mutate]);
  return (
    <div className="grid gap-2">
      {check.error ? <Banner tone="danger">{explain(check.error)}</Banner> : null}
      <SingleSignOnLink name={name} returnTo="/" inNewTab isPrimary={isPrimary} />
      <Button variant="quiet" pending={check.isPending} onClick={() => mutate()}>
        I have signed in in the new tab
      </Button>
    </div>
  );
}
