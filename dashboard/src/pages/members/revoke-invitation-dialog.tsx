import { type Invitation, useRevokeInvitation } from '../../api/organization/invitations.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly invitation: Invitation; readonly onClose: () => void };

/** Asks before an invitation is taken back. */
export function RevokeInvitationDialog({ invitation, onClose }: Props) {
  const revoke = useRevokeInvitation();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          The invitation of <Name>{invitation.email}</Name> is revoked.
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
          Revoke the invitation of <Name>{invitation.email}</Name>?
        </span>
      }
      confirm="Revoke invitation"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      <p>Its link opens nothing from now on. You can invite them again.</p>
    </ConfirmDialog>
  );
}
