import { Link } from 'react-router';
import type { AccessRequest, Decision } from '../../api/access-requests.ts';
import { buttonLook } from '../../ui/button.tsx';
import { ClientInitial } from '../../ui/client-initial.tsx';
import { ClientName } from '../../ui/client-name.tsx';
import { ConsentFrame } from '../consent/consent-frame.tsx';

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
