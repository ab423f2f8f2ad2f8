import { type Application, useChangeApplication } from '../../api/organization/applications.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { redirectHosts } from './redirect-hosts.ts';

type Props = { readonly application: Application; readonly onClose: () => void };

/** Asks for confirmation before an application is verified or unverified. */
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
          toast(isVerifying ? 'App verified.' : 'App unverified.');
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
            Unverify <ClientName name={name} />?
          </>
        )
      }
      confirm={isVerifying ? 'Verify app' : 'Unverify app'}
      danger={false}
      pending={verify.isPending}
      error={verify.error}
      onConfirm={confirm}
    >
      {isVerifying ? <Meaning application={application} /> : <p>{withdrawWords}</p>}
    </ConfirmDialog>
  );
}

const withdrawWords = 'Members must approve each new connection. Existing connections keep working.';

function Meaning({ application: { redirectUris } }: { readonly application: Application }) {
  const hosts = redirectHosts(redirectUris);
  return (
    <>
      <p>
        Verify an app only if you know who makes it. Members see that your organization verified it, and are
        not asked again for access they already allowed.
      </p>
      {hosts.length > 0 && (
        <p>
          It redirects to{' '}
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
