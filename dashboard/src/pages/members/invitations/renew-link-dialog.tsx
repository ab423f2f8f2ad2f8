import {
  type Invitation,
  type LinkedInvitation,
  useRenewLink,
} from '../../../api/organization/invitations.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { Name } from '../../../ui/text/name.tsx';

type Props = {
  readonly invitation: Invitation;
  readonly onClose: () => void;
  readonly onRenewed: (invitation: LinkedInvitation) => void;
};

/** Asks for confirmation before an invitation gets a new link. */
export function RenewLinkDialog({ invitation, onClose, onRenewed }: Props) {
  const renew = useRenewLink();
  const { id, email, role } = invitation;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Create a new link for <Name>{email}</Name>?
        </>
      }
      confirm="Create link"
      danger={false}
      pending={renew.isPending}
      error={renew.error}
      onConfirm={() =>
        renew.mutate(id, { onSuccess: ({ link, mailed }) => onRenewed({ email, role, link, mailed }) })
      }
    >
      <p>The current link stops working. The new one expires at the same time as the invitation.</p>
    </ConfirmDialog>
  );
}
