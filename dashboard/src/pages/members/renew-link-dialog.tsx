import { type Invitation, type LinkedInvitation, useRenewLink } from '../../api/organization/invitations.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = {
  readonly invitation: Invitation;
  readonly onClose: () => void;
  readonly onRenewed: (invitation: LinkedInvitation) => void;
};

/** Asks before an invitation gets another link: the one before ends. */
export function RenewLinkDialog({ invitation, onClose, onRenewed }: Props) {
  const renew = useRenewLink();
  const { id, email, role } = invitation;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Make a new link for <Name>{email}</Name>?
        </>
      }
      confirm="Make link"
      danger={false}
      pending={renew.isPending}
      error={renew.error}
      onConfirm={() => renew.mutate(id, { onSuccess: ({ link }) => onRenewed({ email, role, link }) })}
    >
      <p>The link of before stops working.</p>
    </ConfirmDialog>
  );
}
