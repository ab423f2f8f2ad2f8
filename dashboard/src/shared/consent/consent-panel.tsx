import { type ReactNode, useRef } from 'react';
import { explain } from '../../api/errors.ts';
import type { AccessRequest, Decision, useDecide } from '../../api/oauth/access-requests.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from '../../ui/feedback/banner.tsx';
import { useWasVisible } from '../../ui/hooks/use-was-visible.ts';
import { isolated } from '../../ui/text/isolated.ts';
import { Name } from '../../ui/text/name.tsx';
import { Time } from '../../ui/text/time.tsx';
import { ClientInitial } from '../clients/client-initial.tsx';
import { ClientName } from '../clients/client-name.tsx';
import { Account } from './account.tsx';
import { ConsentFrame } from './consent-frame.tsx';
import { PermissionList } from './permission-list.tsx';
import { VerificationNotice } from './verification-notice.tsx';

type Props = {
  readonly request: AccessRequest;
  /** The path to return to after signing in as someone else. */
  readonly returnTo: string;
  readonly decide: Pick<ReturnType<typeof useDecide>, 'error' | 'isPending' | 'isSuccess' | 'variables'>;
  /** Called once, and again only after a failed attempt. */
  readonly onAnswer: (decision: Decision, onRefused: () => void) => void;
  /** The device's code, to compare. */
  readonly children?: ReactNode;
};

/** The question: the app, its permissions, where the answer goes, the account, and the buttons. */
export function ConsentPanel({ request, returnTo, decide, onAnswer, children }: Props) {
  const { client, organization } = request;
  const wasVisible = useWasVisible();
  const isUnderWay = decide.isPending || decide.isSuccess;
  const decision = decide.variables?.decision;
  // A ref, because the second click of a double-click comes before the next render.
  const isAnswered = useRef(false);
  const answer = (decision: Decision) => {
    if (isAnswered.current) return;
    isAnswered.current = true;
    onAnswer(decision, () => {
      isAnswered.current = false;
    });
  };
  return (
    <ConsentFrame
      documentTitle={`Authorize access to ${isolated(organization)}`}
      sign={<ClientInitial name={client.name} />}
      title={
        <>
          <ClientName name={client.name} /> wants to access your account at <Name>{organization}</Name>
        </>
      }
      note={<VerificationNotice request={request} />}
    >
      <PermissionList request={request} />
      {children}
      {client.redirectHost !== null && (
        <p className="border-line border-t pt-4">
          You will be redirected to{' '}
          <bdi className="font-medium font-mono [overflow-wrap:anywhere]">{client.redirectHost}</bdi>
          {client.loopback && ', a program on this computer'}
        </p>
      )}
      <Account user={request.user} returnTo={returnTo} />
      {decide.error !== null && <Banner tone="danger">{explain(decide.error)}</Banner>}
      <div className="grid grid-cols-2 gap-3">
        <Button pending={isUnderWay && decision === 'deny'} onClick={() => answer('deny')}>
          Deny
        </Button>
        <Button
          variant="primary"
          disabled={!wasVisible}
          pending={isUnderWay && decision === 'allow'}
          onClick={() => answer('allow')}
        >
          Authorize
        </Button>
      </div>
      <p className="text-balance text-center text-muted text-sm">
        The access ends <Time at={request.accessEndsAt} /> at the latest. You can revoke it at any time under
        Connected apps.
      </p>
    </ConsentFrame>
  );
}
