import type { Member } from '../../api/organization/members.ts';
import { ChangeNameDialog } from './change-name-dialog.tsx';
import { ChangeRoleDialog } from './change-role-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { ResetFactorDialog } from './reset-factor-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { SessionsDialog } from './sessions-dialog.tsx';
import { DeactivateDialog, ReactivateDialog } from './state-dialogs.tsx';

/** The open dialog and the member it is about. */
export type MemberDialog = {
  readonly kind:
    | 'name'
    | 'role'
    | 'reset-password'
    | 'reset-factor'
    | 'sessions'
    | 'deactivate'
    | 'reactivate'
    | 'remove';
  readonly member: Member;
};

type Props = {
  readonly open: MemberDialog;
  readonly onClose: () => void;
  readonly onRemoved?: () => void;
};

/** The dialogs about one member, one at a time. */
export function MemberDialogs({ open: { kind, member }, onClose, onRemoved }: Props) {
  switch (kind) {
    case 'name':
      return <ChangeNameDialog member={member} onClose={onClose} />;
    case 'role':
      return <ChangeRoleDialog member={member} onClose={onClose} />;
    case 'reset-password':
      return <ResetPasswordDialog member={member} onClose={onClose} />;
    case 'sessions':
      return <SessionsDialog member={member} onClose={onClose} />;
    case 'reset-factor':
      return <ResetFactorDialog member={member} onClose={onClose} />;
    case 'deactivate':
      return <DeactivateDialog member={member} onClose={onClose} />;
    case 'reactivate':
      return <ReactivateDialog member={member} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog member={member} onClose={onClose} onRemoved={onRemoved} />;
  }
}
