import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { explain, isApiError } from '../../api/errors.ts';
import {
  type OpenEmailChange,
  openEmailChangeQuery,
  useConfirmEmailChange,
  useRejectEmailChange,
} from '../../api/sign-in/email-change.ts';
import { LoadError } from '../../shared/load-error.tsx';
import { MessagePage } from '../../shared/message-page.tsx';
import { SignInCard } from '../../shared/sign-in/sign-in-card.tsx';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { Skeleton } from '../../ui/feedback/skeleton.tsx';
import { useDocumentTitle } from '../../ui/hooks/use-document-title.ts';
import { Name } from '../../ui/text/name.tsx';

/** The page of a link that confirms the change of an email. Nothing happens until a button is pressed. */
export function ConfirmEmailPage() {
  const token = useLocation().hash.slice(1);
  const change = useQuery({ ...openEmailChangeQuery(token), enabled: token !== '' });
  const confirm = useConfirmEmailChange();
  const reject = useRejectEmailChange();
  useDocumentTitle('Confirm an email');

  if (reject.isSuccess) {
    return (
      <Outcome title="The change is canceled">
        The email stays as it was. If you did not request the change, change the password of the account.
      </Outcome>
    );
  }
  if (confirm.data === true)
    return <Outcome title="The email is changed">From now on, sign in with the new email.</Outcome>;
  if (confirm.data === false || change.data?.confirmed)
    return (
      <Outcome title="Confirmed">
        Now open the link in the message to the other address. The email changes when both have confirmed.
      </Outcome>
    );
  if (token === '' || isApiError(change.error, 'not_found', 'validation_failed', 'organization_not_found')) {
    return (
      <Outcome title="This link cannot be used">
        The change was made already, was canceled or replaced by a newer one, or is older than a day.
      </Outcome>
    );
  }
  return (
    <SignInCard title="Confirm an email" note={window.location.host}>
      {change.isPending && <Skeleton className="h-24 w-full" />}
      {change.isError && (
        <LoadError what="the change" error={change.error} onRetry={() => void change.refetch()} />
      )}
      {change.data && (
        <>
          <Description change={change.data} />
          {(confirm.isError || reject.isError) && (
            <Banner tone="danger">{explain(confirm.error ?? reject.error)}</Banner>
          )}
          <Button variant="primary" pending={confirm.isPending} onClick={() => confirm.mutate(token)}>
            Confirm the change
          </Button>
          <Button pending={reject.isPending} onClick={() => reject.mutate(token)}>
            Cancel the change
          </Button>
        </>
      )}
    </SignInCard>
  );
}

function Description({ change }: { readonly change: OpenEmailChange }) {
  return (
    <>
      <dl className="grid gap-3 [overflow-wrap:anywhere]">
        <div>
          <dt className="text-muted text-sm">Current email</dt>
          <dd>
            <Name>{change.current}</Name>
          </dd>
        </div>
        <div>
          <dt className="text-muted text-sm">New email</dt>
          <dd>
            <Name>{change.new}</Name>
          </dd>
        </div>
      </dl>
      <p className="text-muted">
        {change.otherConfirmed
          ? 'The other address has confirmed. The email changes when you confirm.'
          : 'Both addresses have to confirm. Cancel the change if you do not know of it.'}
      </p>
    </>
  );
}

function Outcome({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <MessagePage
      title={title}
      action={
        <Link to="/sign-in" replace className={buttonClasses()}>
          Open the dashboard
        </Link>
      }
    >
      <p role="status">{children}</p>
    </MessagePage>
  );
}
