import { useMe } from '../../api/account/me.ts';
import { type Member, useRemoveMember } from '../../api/organization/members.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Asks before a member is removed, and says what ends and what stays. */
export function RemoveDialog({ member, onClose }: Props) {
  const remove = useRemoveMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> is removed.
        </>,
      );
      onClose();
    };
    remove.mutate(member.id, { onSuccess });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={
        isMe ? (
          'Remove yourself?'
        ) : (
          <>
            Remove <Name>{member.name}</Name>?
          </>
        )
      }
      confirm="Remove member"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
    >
      <p>This ends at once, and for good:</p>
      <ul className="list-disc pl-5">
        <li>{isMe ? 'your' : 'their'} sessions and access tokens,</li>
        <li>{isMe ? 'your' : 'their'} place on every board,</li>
        <li>the tickets assigned to {isMe ? 'you' : 'them'}: they stay, without an assignee.</li>
      </ul>
      <p>
        What {isMe ? 'you' : 'they'} wrote stays under {isMe ? 'your' : 'their'} name. To come back{' '}
        {isMe ? 'you need' : 'they need'} a new invitation.
      </p>
    </ConfirmDialog>
  );
}
