import { useEndAllAccess } from '../../api/account/connected-apps.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';
import type { ApplicationSignIns } from './by-application.ts';

type Props = { readonly application: ApplicationSignIns; readonly onClose: () => void };

/** Asks before an application is signed out everywhere. */
export function EndAllDialog({ application, onClose }: Props) {
  const end = useEndAllAccess();
  const toast = useToast();
  const { applicationId, client, signIns } = application;
  const confirm = () =>
    end.mutate(applicationId, {
      onSuccess: () => {
        toast('All access of the application has ended.');
        onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          End all access of <ClientName name={client.name} />?
        </>
      }
      confirm="End all access"
      pending={end.isPending}
      error={end.error}
      onConfirm={confirm}
    >
      <p>
        Its {countOf(signIns.length, 'sign-in')} and all their tokens stop working at once. To use it again,
        it must be connected again.
      </p>
    </ConfirmDialog>
  );
}
