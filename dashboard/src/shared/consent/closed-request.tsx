import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { explain, isApiError } from '../../api/errors.ts';
import { buttonLook } from '../../ui/button.tsx';
import { ConsentFrame } from './consent-frame.tsx';
import { ConsentWaiting } from './consent-waiting.tsx';
import { SignInAnew } from './sign-in-anew.tsx';

/** The page for a request that cannot be decided, by what the server says of it; null where it may be tried again. */
export function closedPage(error: unknown, here: string): ReactNode {
  if (isApiError(error, 'authentication_required')) return <SignInAnew returnTo={here} />;
  // The way to the setup is under way (api/query-client.ts).
  if (isApiError(error, 'two_factor_enrollment_required')) return <ConsentWaiting />;
  if (isApiError(error, 'already_decided')) {
    return (
      <Closed title="This request was answered already">
        <p>If the application still waits, connect it once more from there.</p>
        <p>What it may do is under Connected Applications, where you can end its access.</p>
      </Closed>
    );
  }
  if (isApiError(error, 'forbidden')) return <Closed title="Access cannot be given">{explain(error)}</Closed>;
  if (isApiError(error, 'not_found', 'validation_failed')) {
    return (
      <Closed title="Begin again in the application">
        <p>
          This request is not open any more: it is older than 10 minutes, or you have signed in again since it
          was made. Nothing was allowed.
        </p>
        <p>Go back to the application and connect it once more.</p>
      </Closed>
    );
  }
  return null;
}

function Closed({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <ConsentFrame documentTitle={title} title={title}>
      <div className="grid gap-2 text-muted">{children}</div>
      <Link to="/settings/account/connected-apps" className={buttonLook()}>
        Connected Applications
      </Link>
    </ConsentFrame>
  );
}
