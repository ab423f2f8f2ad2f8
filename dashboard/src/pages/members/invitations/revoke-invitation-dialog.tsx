import { type Invitation, useRevokeInvitation } from '../../../api/organization/invitations.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { useToast } from '../../../ui/feedback/toast.tsx';
import { Name } from '../../../ui/text/name.tsx';

type Props = { readonly invitation: Invitation; readonly onClose: () => void };

/** Asks for confirmation before an invitation is revoked. */
export function RevokeInvitationDialog({ invitation, onClose }: Props) {
  const revoke = useRevokeInvitation();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          The invitation for <Name>{invitation.email}</Name> was revoked.
        </>,
      );
      onClose();
    };
    revoke.mutate(invitation.id, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <span className="[overflow-wrap:anywhere]">
          Revoke the invitation for <Name>{invitation.email}</Name>?
        </span>
      }
      confirm="Revoke invitation"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      <p>The link stops working. You can invite them again.</p>
    </ConfirmDialog>
  );
}
