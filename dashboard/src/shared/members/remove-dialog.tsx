import type { ComponentProps } from 'react';
import { useMe } from '../../api/account/me.ts';
import { type Member, useRemoveMember } from '../../api/organization/members.ts';
import { useToast } from '../../ui/feedback/toast.tsx';
import { Name } from '../../ui/text/name.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { EndingAccess } from './ending-access.tsx';

type Props = {
  readonly member: Member;
  readonly onClose: () => void;
  readonly onRemoved?: (() => void) | undefined;
};

/** What a removal ends. */
const lines = [
  ['sessions', (count) => `${count} will end.`],
  ['tokens', (count) => `${count} will be revoked.`],
  ['connections', (count) => `${count} will be revoked.`],
  ['invitations', (count) => `${count} that they sent will be revoked.`],
  ['boards', (count) => `They leave ${count}.`],
  ['assignedTickets', (count) => `${count} will be unassigned.`],
] as const satisfies ComponentProps<typeof EndingAccess>['lines'];

/** Asks for confirmation before a member is removed. */
export function RemoveDialog({ member, onClose, onRemoved }: Props) {
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
      onRemoved?.();
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
      <EndingAccess member={member} lines={lines} />
      <p>
        Everything {isMe ? 'you' : 'they'} wrote stays under {isMe ? 'your' : 'their'} name. To rejoin,{' '}
        {isMe ? 'you' : 'they'} need a new invitation.
      </p>
    </ConfirmDialog>
  );
}
