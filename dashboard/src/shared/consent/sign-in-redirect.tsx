import { useEffect } from 'react';
import { signInPath } from '../sign-in/return-to.ts';
import { ConsentWaiting } from './consent-waiting.tsx';

/** Redirects to sign-in after the session ended, and clears everything in memory. */
export function SignInRedirect({ returnTo }: { readonly returnTo: string }) {
  useEffect(() => window.location.replace(signInPath(returnTo)), [returnTo]);
  return <ConsentWaiting />;
}
