import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { meQuery } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { LoadError } from '../load-error.tsx';
import { signInPath } from '../sign-in/return-to.ts';
import { ConsentFrame } from './consent-frame.tsx';
import { ConsentWaiting } from './consent-waiting.tsx';

/** A page without the navigation that needs a session: without one, over sign-in and back to it. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  // Asked once: an ended session shows when the page asks for something itself.
  const me = useQuery({ ...meQuery, staleTime: Number.POSITIVE_INFINITY });
  const { pathname, search } = useLocation();
  if (me.data) return children;
  if (me.isPending) return <ConsentWaiting />;
  if (isApiError(me.error, 'authentication_required')) {
    return <Navigate to={signInPath(pathname + search)} replace />;
  }
  return (
    <ConsentFrame documentTitle="Access" title="Give access">
      <LoadError what="This page" error={me.error} onRetry={() => void me.refetch()} />
    </ConsentFrame>
  );
}
