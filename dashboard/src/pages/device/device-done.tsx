import { Link } from 'react-router';
import type { AccessRequest, Decision } from '../../api/oauth/access-requests.ts';
import { ClientInitial } from '../../shared/clients/client-initial.tsx';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConsentFrame } from '../../shared/consent/consent-frame.tsx';
import { buttonClasses } from '../../ui/button.tsx';

type Props = { readonly client: AccessRequest['client']; readonly decision: Decision };

/** Shown after the decision about a device. */
export function DeviceDone({ client: { name }, decision }: Props) {
  const isAllowed = decision === 'allow';
  return (
    <ConsentFrame
      documentTitle="You can go back to your device"
      sign={<ClientInitial name={name} />}
      title="You can go back to your device"
      note={
        <>
          <ClientName name={name} /> {isAllowed ? 'now has access.' : 'was denied access.'}
        </>
      }
    >
      <p className="text-muted">
        {isAllowed
          ? 'Your device will continue in a few seconds. You can close this page.'
          : 'If this was a mistake, start again on your device. You can close this page.'}
      </p>
      <Link to="/settings/account/connected-apps" className={buttonClasses()}>
        Connected apps
      </Link>
    </ConsentFrame>
  );
}
