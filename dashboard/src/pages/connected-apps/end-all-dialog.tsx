import { useEndAllAccess } from '../../api/account/connected-apps.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import type { ApplicationConnections } from './group-by-application.ts';

type Props = { readonly application: ApplicationConnections; readonly onClose: () => void };

/** Asks for confirmation before all of a member's connections to an application are revoked. */
export function EndAllDialog({ application, onClose }: Props) {
  const end = useEndAllAccess();
  const toast = useToast();
  const { applicationId, client, connections } = application;
  const confirm = () =>
    end.mutate(applicationId, {
      onSuccess: () => {
        toast('All access revoked.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Revoke all of <ClientName name={client.name} />
          's access?
        </>
      }
      confirm="Revoke all access"
      pending={end.isPending}
      error={end.error}
      onConfirm={confirm}
    >
      <p>
        This ends {countOf(connections.length, 'connection')} and all their tokens immediately. To use the app
        again, connect it again.
      </p>
    </ConfirmDialog>
  );
}
