import type { AccessRequest, Decision } from '../../api/oauth/access-requests.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { ClientInitial } from '../clients/client-initial.tsx';
import { ClientName } from '../clients/client-name.tsx';
import { ConsentFrame } from './consent-frame.tsx';

type Props = {
  readonly client: AccessRequest['client'];
  readonly decision: Decision;
  readonly redirectTo: string;
};

/** Shown after the decision. Stays visible if the redirect opens a program on this computer. */
export function ReturningPage({ client: { name, redirectHost }, decision, redirectTo }: Props) {
  return (
    <ConsentFrame
      documentTitle="Returning"
      sign={<ClientInitial name={name} />}
      title={
        <>
          Returning to <ClientName name={name} />…
        </>
      }
      note={decision === 'allow' ? 'It now has access.' : 'You denied access.'}
    >
      <p className="text-muted">
        You can close this page once the app opens. If nothing happens, open it yourself:
      </p>
      <a href={redirectTo} rel="noreferrer" className={`${buttonClasses()} min-w-0`}>
        <span className="truncate">Continue to {redirectHost}</span>
      </a>
    </ConsentFrame>
  );
}
