import { useEffect } from 'react';
import { signInPath } from '../sign-in/return-to.ts';
import { ConsentSkeleton } from './consent-skeleton.tsx';

/** Redirects to sign-in after the session ended, and clears everything in memory. */
export function SignInRedirect({ returnTo }: { readonly returnTo: string }) {
  useEffect(() => window.location.replace(signInPath(returnTo)), [returnTo]);
  return <ConsentSkeleton />;
}
