import { useMe } from '../../api/account/me.ts';
import { type Member, useChangeMember } from '../../api/organization/members.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Asks for confirmation before a member is deactivated. */
export function DeactivateDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> was deactivated.
        </>,
      );
      onClose();
    };
    change.mutate({ userId: member.id, body: { state: 'deactivated' } }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        isMe ? (
          'Deactivate yourself?'
        ) : (
          <>
            Deactivate <Name>{member.name}</Name>?
          </>
        )
      }
      confirm="Deactivate"
      pending={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <p>
        {isMe ? 'Your' : 'Their'} sessions end and {isMe ? 'your' : 'their'} access tokens stop working
        immediately. The tokens work again if an admin reactivates {isMe ? 'you' : 'them'}.
      </p>
    </ConfirmDialog>
  );
}

/** Asks for confirmation before a member is reactivated. */
export function ReactivateDialog({ member, onClose }: Props) {
  const change = useChangeMember();
  const toast = useToast();
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> was reactivated.
        </>,
      );
      onClose();
    };
    change.mutate({ userId: member.id, body: { state: 'active' } }, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        <>
          Reactivate <Name>{member.name}</Name>?
        </>
      }
      confirm="Reactivate"
      danger={false}
      pending={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      <p>They can sign in again, and access tokens that have not expired work again immediately.</p>
    </ConfirmDialog>
  );
}
