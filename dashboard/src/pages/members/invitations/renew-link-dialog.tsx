import { useQuery } from '@tanstack/react-query';
import {
  type Invitation,
  type LinkedInvitation,
  useRenewLink,
} from '../../../api/organization/invitations.ts';
import { mailStateQuery } from '../../../api/organization/mail.ts';
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
  const sendsMail = useQuery(mailStateQuery).data?.enabled === true;
  const { id, email, role } = invitation;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          {sendsMail ? 'Resend the invitation to' : 'Create a new link for'} <Name>{email}</Name>?
        </>
      }
      confirm={sendsMail ? 'Resend' : 'Create link'}
      danger={false}
      pending={renew.isPending}
      error={renew.error}
      onConfirm={() =>
        renew.mutate(id, { onSuccess: ({ link, mailed }) => onRenewed({ email, role, link, mailed }) })
      }
    >
      <p>
        {sendsMail && 'They get a new link by e-mail, which you can copy too. '}The current link stops
        working. The new one expires at the same time as the invitation.
      </p>
    </ConfirmDialog>
  );
}
