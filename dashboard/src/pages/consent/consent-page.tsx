import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'react-router';
import { accessRequestQuery, type Decision, useDecide } from '../../api/access-requests.ts';
import { LoadError } from '../../ui/load-error.tsx';
import { closedPage } from './closed-request.tsx';
import { ConsentFrame } from './consent-frame.tsx';
import { ConsentPanel } from './consent-panel.tsx';
import { ConsentWaiting } from './consent-waiting.tsx';
import { Returning } from './returning.tsx';
import { SignedIn } from './signed-in.tsx';

/** Where a client's request leads a member's browser: what it asks for, to allow or to deny. */
export function ConsentPage() {
  const [parameters] = useSearchParams();
  return (
    <SignedIn>
      <Consent requestId={parameters.get('request') ?? ''} />
    </SignedIn>
  );
}

function Consent({ requestId }: { readonly requestId: string }) {
  const request = useQuery({ ...accessRequestQuery(requestId), refetchOnWindowFocus: false });
  const decide = useDecide();
  const { pathname, search } = useLocation();
  const closed = closedPage(decide.error ?? request.error, pathname + search);

  const answer = (decision: Decision, onError: () => void) => {
    // Here and not in an effect: a browser hands an application's scheme over only right after a press.
    const onSuccess = ({ redirectTo }: { readonly redirectTo: string | null }) => {
      if (redirectTo !== null) window.location.assign(redirectTo);
    };
    decide.mutate({ id: requestId, decision }, { onSuccess, onError });
  };
  if (closed) return closed;
  if (request.data && decide.data && decide.data.redirectTo !== null) {
    const { decision } = decide.variables;
    return <Returning client={request.data.client} decision={decision} redirectTo={decide.data.redirectTo} />;
  }
  if (request.data) {
    return (
      <ConsentPanel request={request.data} returnTo={pathname + search} decide={decide} onAnswer={answer} />
    );
  }
  if (request.isPending) return <ConsentWaiting />;
  return (
    <ConsentFrame documentTitle="Access" title="Give access">
      <LoadError what="The request" error={request.error} onRetry={() => void request.refetch()} />
    </ConsentFrame>
  );
}
