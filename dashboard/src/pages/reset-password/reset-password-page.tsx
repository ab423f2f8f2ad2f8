import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { isApiError } from '../../api/errors.ts';
import { openResetQuery } from '../../api/sign-in/password-reset.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MessagePage } from '../../shared/message-page.tsx';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { buttonClasses } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { ResetForm } from './reset-form.tsx';

/** The page of a link to set a new password. The secret is in the fragment, which browsers do not send to the server. */
export function ResetPasswordPage() {
  const token = useLocation().hash.slice(1);
  const [isDone, setDone] = useState(false);
  const reset = useQuery({ ...openResetQuery(token), enabled: token !== '' && !isDone });
  useDocumentTitle('Set a new password');

  if (isDone) {
    return (
      <MessagePage
        title="Your password is changed"
        action={
          <Link to="/sign-in" replace className={buttonClasses({ variant: 'primary' })}>
            Sign in
          </Link>
        }
      >
        <p role="status">Your sessions have ended. Sign in with your new password.</p>
      </MessagePage>
    );
  }
  if (token === '' || isApiError(reset.error, 'not_found', 'validation_failed', 'organization_not_found'))
    return <ClosedLink />;
  if (reset.data) {
    return (
      <SignInCard title="Set a new password" note={window.location.host}>
        <ResetForm key={token} token={token} reset={reset.data} onDone={() => setDone(true)} />
      </SignInCard>
    );
  }
  return (
    <SignInCard title="Set a new password">
      {reset.isError ? (
        <LoadError what="the link" error={reset.error} onRetry={() => void reset.refetch()} />
      ) : (
        <>
          <Skeleton className="h-14 w-full" />
          <Skeleton className="h-14 w-full" />
          <Skeleton className="h-9 w-full" />
        </>
      )}
    </SignInCard>
  );
}

/** Shown for an invalid or used link. */
function ClosedLink() {
  return (
    <MessagePage
      title="This link cannot be used"
      action={
        <Link to="/forgot-password" className={buttonClasses()}>
          Request a new link
        </Link>
      }
    >
      <p>
        It was already used, was replaced by a newer one, is older than 30 minutes, or is incomplete. If you
        have already set a new password, sign in with it.
      </p>
    </MessagePage>
  );
}
