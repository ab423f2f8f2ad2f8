import type { Invitation, LinkedInvitation } from '../../../api/organization/invitations.ts';
import { InvitationLinkDialog } from './invitation-link-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { RenewLinkDialog } from './renew-link-dialog.tsx';
import { RevokeInvitationDialog } from './revoke-invitation-dialog.tsx';

/** The open dialog and its invitation. */
export type InvitationDialog =
  | { readonly kind: 'invite' }
  | { readonly kind: 'link'; readonly invitation: LinkedInvitation }
  | { readonly kind: 'renew-link' | 'revoke'; readonly invitation: Invitation };

type Props = {
  readonly open: InvitationDialog;
  readonly onOpen: (open: InvitationDialog | null) => void;
};

/** The dialogs about invitations, one at a time. */
export function InvitationDialogs({ open, onOpen }: Props) {
  const onClose = () => onOpen(null);
  switch (open.kind) {
    case 'invite':
      return <InviteDialog onClose={onClose} />;
    case 'link':
      return <InvitationLinkDialog invitation={open.invitation} onClose={onClose} />;
    case 'renew-link':
      return (
        <RenewLinkDialog
          invitation={open.invitation}
          onClose={onClose}
          onRenewed={(invitation) => onOpen({ kind: 'link', invitation })}
        />
      );
    case 'revoke':
      return <RevokeInvitationDialog invitation={open.invitation} onClose={onClose} />;
  }
}
