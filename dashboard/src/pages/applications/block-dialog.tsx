import { type Application, useChangeApplication } from '../../api/organization/applications.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';

type Props = { readonly application: Application; readonly onClose: () => void };

/** Asks before an application is blocked, or let in again. */
export function BlockDialog({ application, onClose }: Props) {
  const block = useChangeApplication();
  const toast = useToast();
  const { id, name, blockedAt } = application;
  const isBlocking = blockedAt === null;
  const confirm = () =>
    block.mutate(
      { id, change: { blocked: isBlocking } },
      {
        onSuccess: () => {
          toast(isBlocking ? 'The application is blocked.' : 'The application may be connected again.');
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          {isBlocking ? 'Block' : 'Unblock'} <ClientName name={name} />?
        </>
      }
      confirm={isBlocking ? 'Block application' : 'Unblock application'}
      danger={isBlocking}
      pending={block.isPending}
      error={block.error}
      onConfirm={confirm}
    >
      {isBlocking ? <Consequences application={application} /> : <p>{unblockWords}</p>}
    </ConfirmDialog>
  );
}

const unblockWords =
  'Members may connect it again. What was connected before it was blocked has ended and stays so.';

function Consequences({
  application: { members, verifiedHost, verifiedAt },
}: {
  readonly application: Application;
}) {
  return (
    <>
      <p>
        {members === 0
          ? 'No member has it connected at this moment.'
          : `Its access to the ${members === 1 ? 'account' : 'accounts'} of ${countOf(members, 'member')} ends at once.`}{' '}
        Nobody can connect it until you unblock it.{verifiedAt !== null && ' It is no longer verified.'}
      </p>
      {verifiedHost === null && (
        <p>
          It could register again under another name. To let in no new applications at all, change the policy.
        </p>
      )}
    </>
  );
}
