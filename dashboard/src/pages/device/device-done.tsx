import { Link } from 'react-router';
import type { AccessRequest, Decision } from '../../api/oauth/access-requests.ts';
import { ClientInitial } from '../../shared/clients/client-initial.tsx';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConsentFrame } from '../../shared/consent/consent-frame.tsx';
import { buttonLook } from '../../ui/button.tsx';

type Props = { readonly client: AccessRequest['client']; readonly decision: Decision };

/** After the decision about a device: the rest happens there. */
export function DeviceDone({ client: { name }, decision }: Props) {
  const isAllowed = decision === 'allow';
  return (
    <ConsentFrame
      documentTitle="You can go back to your device"
      sign={<ClientInitial name={name} />}
      title="You can go back to your device"
      note={
        <>
          <ClientName name={name} /> {isAllowed ? 'has access now.' : 'was given no access.'}
        </>
      }
    >
      <p className="text-muted">
        {isAllowed
          ? 'It goes on there within a few seconds. You can close this page, and end the access at any time.'
          : 'If that was a mistake, begin again on the device. You can close this page.'}
      </p>
      <Link to="/settings/account/connected-apps" className={buttonLook()}>
        Connected Applications
      </Link>
    </ConsentFrame>
  );
}
