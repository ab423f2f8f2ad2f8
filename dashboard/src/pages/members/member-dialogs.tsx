import type { Invitation, LinkedInvitation } from '../../api/organization/invitations.ts';
import type { Member } from '../../api/organization/members.ts';
import { ChangeRoleDialog } from './change-role-dialog.tsx';
import { InvitationLinkDialog } from './invitation-link-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { RenewLinkDialog } from './renew-link-dialog.tsx';
import { ResetFactorDialog } from './reset-factor-dialog.tsx';
import { RevokeInvitationDialog } from './revoke-invitation-dialog.tsx';
import { DeactivateDialog, ReactivateDialog } from './state-dialogs.tsx';

/** The open dialog and its subject. */
export type OpenDialog =
  | { readonly kind: 'invite' }
  | { readonly kind: 'link'; readonly invitation: LinkedInvitation }
  | { readonly kind: 'renew-link' | 'revoke-invitation'; readonly invitation: Invitation }
  | {
      readonly kind: 'role' | 'reset-factor' | 'deactivate' | 'reactivate' | 'remove';
      readonly member: Member;
    };

type Props = { readonly open: OpenDialog; readonly onOpen: (open: OpenDialog | null) => void };

/** The dialogs of the page, one at a time. Inviting a member leads to the link. */
export function MemberDialogs({ open, onOpen }: Props) {
  const onClose = () => onOpen(null);
  switch (open.kind) {
    case 'invite':
      return (
        <InviteDialog onClose={onClose} onInvited={(invitation) => onOpen({ kind: 'link', invitation })} />
      );
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
    case 'revoke-invitation':
      return <RevokeInvitationDialog invitation={open.invitation} onClose={onClose} />;
    case 'role':
      return <ChangeRoleDialog member={open.member} onClose={onClose} />;
    case 'reset-factor':
      return <ResetFactorDialog member={open.member} onClose={onClose} />;
    case 'deactivate':
      return <DeactivateDialog member={open.member} onClose={onClose} />;
    case 'reactivate':
      return <ReactivateDialog member={open.member} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog member={open.member} onClose={onClose} />;
  }
}
