import { useEffect } from 'react';
import { signInPath } from '../sign-in/return-to.ts';
import { ConsentWaiting } from './consent-waiting.tsx';

/** The session has ended under the page: to sign-in, with nothing kept in memory. */
export function SignInAnew({ returnTo }: { readonly returnTo: string }) {
  useEffect(() => window.location.replace(signInPath(returnTo)), [returnTo]);
  return <ConsentWaiting />;
}
