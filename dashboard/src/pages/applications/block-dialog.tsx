import { type Application, useChangeApplication } from '../../api/organization/applications.ts';
import { ClientName } from '../../shared/clients/client-name.tsx';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { countOf } from '../../ui/text/count-of.ts';

type Props = { readonly application: Application; readonly onClose: () => void };

/** Asks for confirmation before an application is blocked or unblocked. */
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
          toast(isBlocking ? 'App blocked.' : 'App unblocked.');
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
      confirm={isBlocking ? 'Block app' : 'Unblock app'}
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
  'Members can connect it again. Connections that ended when it was blocked are not restored.';

function Consequences({
  application: { members, membersIsExact, verifiedHost, verifiedAt },
}: {
  readonly application: Application;
}) {
  return (
    <>
      <p>
        {members === 0
          ? 'No member is connected to it.'
          : `It loses access to ${countOf(members, 'member account', 'member accounts', membersIsExact)} immediately.`}{' '}
        No one can connect it until you unblock it.{verifiedAt !== null && ' Its verification is removed.'}
      </p>
      {verifiedHost === null && (
        <p>
          The app could register again under another name. To prevent this, change who can register OAuth
          clients in the policy.
        </p>
      )}
    </>
  );
}
