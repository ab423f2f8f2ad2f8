import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'react-router';
import { accessRequestQuery, type Decision, useDecide } from '../../api/oauth/access-requests.ts';
import { closedPage } from '../../shared/consent/closed-request.tsx';
import { ConsentFrame } from '../../shared/consent/consent-frame.tsx';
import { ConsentPanel } from '../../shared/consent/consent-panel.tsx';
import { ConsentSkeleton } from '../../shared/consent/consent-skeleton.tsx';
import { RequireSession } from '../../shared/consent/require-session.tsx';
import { ReturningPage } from '../../shared/consent/returning-page.tsx';
import { LoadError } from '../../shared/load-error.tsx';

/** The consent page: shows what a client asks for, and takes the member's decision. */
export function ConsentPage() {
  const [parameters] = useSearchParams();
  return (
    <RequireSession>
      <Consent requestId={parameters.get('request') ?? ''} />
    </RequireSession>
  );
}

function Consent({ requestId }: { readonly requestId: string }) {
  const request = useQuery({ ...accessRequestQuery(requestId), refetchOnWindowFocus: false });
  const decide = useDecide();
  const { pathname, search } = useLocation();
  // A request belongs to the session that opened it, so signing in again starts a new one.
  const returnTo = request.data?.beginAgain ?? pathname + search;
  const closed = closedPage(decide.error ?? request.error, returnTo);

  const answer = (decision: Decision, onError: () => void) => {
    // Not in an effect: browsers open private-use schemes only directly after a click.
    const onSuccess = ({ redirectTo }: { readonly redirectTo: string | null }) => {
      if (redirectTo !== null) window.location.assign(redirectTo);
    };
    decide.mutate({ id: requestId, decision }, { onSuccess, onError });
  };
  if (closed) return closed;
  if (request.data && decide.data && decide.data.redirectTo !== null) {
    const { decision } = decide.variables;
    return (
      <ReturningPage client={request.data.client} decision={decision} redirectTo={decide.data.redirectTo} />
    );
  }
  if (request.data) {
    return <ConsentPanel request={request.data} returnTo={returnTo} decide={decide} onAnswer={answer} />;
  }
  if (request.isPending) return <ConsentSkeleton />;
  return (
    <ConsentFrame documentTitle="Authorize app" title="Authorize app">
      <LoadError what="the request" error={request.error} onRetry={() => void request.refetch()} />
    </ConsentFrame>
  );
}
