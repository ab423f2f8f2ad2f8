import { type Application, useChangeApplication } from '../../api/organization/applications.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { redirectHosts } from './redirect-hosts.ts';

type Props = { readonly application: Application; readonly onClose: () => void };

/** Asks before an application is verified, or its verification is withdrawn. */
export function VerifyDialog({ application, onClose }: Props) {
  const verify = useChangeApplication();
  const toast = useToast();
  const { id, name, verifiedAt } = application;
  const isVerifying = verifiedAt === null;
  const confirm = () =>
    verify.mutate(
      { id, change: { verified: isVerifying } },
      {
        onSuccess: () => {
          toast(isVerifying ? 'The application is verified.' : 'The application is no longer verified.');
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        isVerifying ? (
          <>
            Verify <ClientName name={name} />?
          </>
        ) : (
          <>
            Withdraw the verification of <ClientName name={name} />?
          </>
        )
      }
      confirm={isVerifying ? 'Verify application' : 'Withdraw verification'}
      danger={false}
      pending={verify.isPending}
      error={verify.error}
      onConfirm={confirm}
    >
      {isVerifying ? <Meaning application={application} /> : <p>{withdrawWords}</p>}
    </ConfirmDialog>
  );
}

const withdrawWords =
  'Members are asked each time it wants to connect. What they have connected stays connected.';

function Meaning({ application: { redirectUris } }: { readonly application: Application }) {
  const hosts = redirectHosts(redirectUris);
  return (
    <>
      <p>
        Do this only if you know who makes it. Members then see that your organization verified it, and are
        not asked again where they have allowed the same before.
      </p>
      {hosts.length > 0 && (
        <p>
          It sends people to{' '}
          {hosts.map((host, index) => (
            <span key={host}>
              {index > 0 && ', '}
              <bdi className="font-mono text-ink [overflow-wrap:anywhere]">{host}</bdi>
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}
