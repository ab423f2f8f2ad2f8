import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { meQuery } from '../../api/account/me.ts';
import { isApiError } from '../../api/errors.ts';
import { ConfirmIdentity } from '../confirmation/confirm-identity.tsx';
import { LoadError } from '../load-error.tsx';
import { signInPath } from '../sign-in/return-to.ts';
import { ConsentFrame } from './consent-frame.tsx';
import { ConsentSkeleton } from './consent-skeleton.tsx';

/** A page without navigation that needs a session. Redirects to sign-in and back if there is none. */
export function RequireSession({ children }: { readonly children: ReactNode }) {
  // Requested once: if the session ends later, the page's own requests fail.
  const me = useQuery({ ...meQuery, staleTime: Number.POSITIVE_INFINITY });
  const { pathname, search } = useLocation();
  if (me.data)
    return (
      <>
        {children}
        <ConfirmIdentity />
      </>
    );
  if (me.isPending) return <ConsentSkeleton />;
  if (isApiError(me.error, 'authentication_required')) {
    return <Navigate to={signInPath(pathname + search)} replace />;
  }
  return (
    <ConsentFrame documentTitle="Authorize app" title="Authorize app">
      <LoadError what="this page" error={me.error} onRetry={() => void me.refetch()} />
    </ConsentFrame>
  );
}
