import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { explain, isApiError } from '../../api/errors.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { ConsentFrame } from './consent-frame.tsx';
import { ConsentSkeleton } from './consent-skeleton.tsx';
import { SignInRedirect } from './sign-in-redirect.tsx';

/**
 * Returns the page for a request that can no longer be answered, by its error; null if it can be retried.
 */
export function closedPage(error: unknown, here: string): ReactNode {
  if (isApiError(error, 'authentication_required')) return <SignInRedirect returnTo={here} />;
  // The query client already redirects to the setup (api/query-client.ts).
  if (isApiError(error, 'two_factor_enrollment_required')) return <ConsentSkeleton />;
  if (isApiError(error, 'already_decided')) {
    return (
      <Closed title="This request was already answered">
        <p>If the app is still waiting, connect it again from there.</p>
        <p>You can review and revoke its access under Connected apps.</p>
      </Closed>
    );
  }
  if (isApiError(error, 'forbidden'))
    return <Closed title="This app cannot be connected">{explain(error)}</Closed>;
  if (isApiError(error, 'not_found', 'validation_failed')) {
    return (
      <Closed title="Start again in the app">
        <p>
          This request has expired. A request is valid for 10 minutes, and only until you sign in again. The
          app has no access.
        </p>
        <p>Go back to the app and connect it again.</p>
      </Closed>
    );
  }
  return null;
}

function Closed({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <ConsentFrame documentTitle={title} title={title}>
      <div className="grid gap-2 text-muted">{children}</div>
      <Link to="/settings/account/connected-apps" className={buttonClasses()}>
        Connected apps
      </Link>
    </ConsentFrame>
  );
}
