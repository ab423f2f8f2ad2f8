import { useEffect } from 'react';
import { ConsentWaiting } from '../../pages/consent/consent-waiting.tsx';
import { signInPath } from '../sign-in/return-to.ts';

/** The session has ended under the page: to sign-in, with nothing kept in memory. */
export function SignInAnew({ returnTo }: { readonly returnTo: string }) {
  useEffect(() => window.location.replace(signInPath(returnTo)), [returnTo]);
  return <ConsentWaiting />;
}
