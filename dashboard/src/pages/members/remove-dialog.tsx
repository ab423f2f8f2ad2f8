import { useMe } from '../../api/account/me.ts';
import { type Member, useRemoveMember } from '../../api/organization/members.ts';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';

type Props = { readonly member: Member; readonly onClose: () => void };

/** Asks for confirmation before a member is removed. */
export function RemoveDialog({ member, onClose }: Props) {
  const remove = useRemoveMember();
  const toast = useToast();
  const isMe = useMe().user.id === member.id;
  const confirm = () => {
    const onSuccess = () => {
      toast(
        <>
          <Name>{member.name}</Name> was removed.
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
      <p>This takes effect immediately and cannot be undone:</p>
      <ul className="list-disc pl-5">
        <li>{isMe ? 'Your' : 'Their'} sessions and access tokens end.</li>
        <li>{isMe ? 'You' : 'They'} are removed from all boards.</li>
        <li>Tickets assigned to {isMe ? 'you' : 'them'} become unassigned.</li>
      </ul>
      <p>
        Everything {isMe ? 'you' : 'they'} wrote stays under {isMe ? 'your' : 'their'} name. To rejoin,{' '}
        {isMe ? 'you' : 'they'} need a new invitation.
      </p>
    </ConfirmDialog>
  );
}
