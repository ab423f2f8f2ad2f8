import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { explain, isApiError } from '../../api/errors.ts';
import { openInvitationQuery } from '../../api/sign-in/open-invitation.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MessagePage } from '../../shared/message-page.tsx';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { buttonClasses } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { InvitationForm } from './invitation-form.tsx';

/**
 * The page of an invitation link. The secret is in the fragment, which browsers do not send to the server.
 */
export function InvitationPage() {
  const token = useLocation().hash.slice(1);
  const invitation = useQuery({ ...openInvitationQuery(token), enabled: token !== '' });
  useDocumentTitle(invitation.data ? `Join ${isolated(invitation.data.organization.name)}` : 'Invitation');

  if (token === '') return <ClosedInvitation />;
  if (invitation.data) {
    return (
      <SignInCard
        title={
          <>
            Join <Name>{invitation.data.organization.name}</Name>
          </>
        }
        note={window.location.host}
      >
        <InvitationForm key={token} token={token} invitation={invitation.data} />
      </SignInCard>
    );
  }
  if (invitation.isPending) return <Waiting />;
  if (isApiError(invitation.error, 'not_found', 'validation_failed')) return <ClosedInvitation />;
  if (isApiError(invitation.error, 'organization_not_found')) {
    return (
      <MessagePage title="This is not your organization's address">{explain(invitation.error)}</MessagePage>
    );
  }
  return (
    <SignInCard title="Invitation">
      <LoadError what="the invitation" error={invitation.error} onRetry={() => void invitation.refetch()} />
    </SignInCard>
  );
}

/** Shown for an invalid or used link. */
function ClosedInvitation() {
  return (
    <MessagePage
      title="This invitation cannot be opened"
      action={
        <Link to="/sign-in" className={buttonClasses()}>
          Sign in
        </Link>
      }
    >
      <p>
        The link was already used, has expired, was replaced by a newer one, or is incomplete. Ask the person
        who invited you for a new one. If you have already joined, sign in.
      </p>
    </MessagePage>
  );
}

function Waiting() {
  return (
    <SignInCard title={<Skeleton className="h-7 w-48" />}>
      <p role="status" className="sr-only">
        Loading
      </p>
      <Skeleton className="h-14 w-full" />
      <Skeleton className="h-14 w-full" />
      <Skeleton className="h-9 w-full" />
    </SignInCard>
  );
}
